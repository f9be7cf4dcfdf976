"""What Shopify says of a document it does not accept: its words, codes and paths.

https://github.com/rmosolgo/graphql-ruby/tree/master/lib/graphql/static_validation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
)

Said = dict[str, Any]
Known = tuple[str, Callable[[re.Match[str]], tuple[str, Said]]]

KNOWN: tuple[Known, ...] = (
    (
        r"Cannot query field '(\w+)' on type '(\w+)'",
        lambda m: (
            f"Field '{m[1]}' doesn't exist on type '{m[2]}'",
            {"code": "undefinedField", "typeName": m[2], "fieldName": m[1]},
        ),
    ),
    (
        r"Unknown argument '(\w+)' on field '(?:\w+\.)?(\w+)'",
        lambda m: (
            f"Field '{m[2]}' doesn't accept argument '{m[1]}'",
            {
                "code": "argumentNotAccepted",
                "name": m[2],
                "typeName": "Field",
                "argumentName": m[1],
            },
        ),
    ),
    (
        r"[Aa]rgument '(?:\w+\.)?(?:(\w+)\()?(\w+):?\)?' of type '[^']+' is required",
        lambda m: (f"missing required arguments: {m[2]}", {"code": "missingRequiredArguments"}),
    ),
    (
        r"Variable '\$(\w+)' is never used in operation '(\w+)'",
        lambda m: (
            f"Variable ${m[1]} is declared by {m[2]} but not used",
            {"code": "variableNotUsed", "variableName": m[1]},
        ),
    ),
    (
        r"Variable '\$(\w+)' is not defined(?: by operation '(\w+)')?",
        lambda m: (
            f"Variable ${m[1]} is used by {m[2] or 'anonymous query'} but not declared",
            {"code": "variableNotDefined", "variableName": m[1]},
        ),
    ),
    (
        r"Field '(\w+)' of type '([^']+)' must have a selection of subfields",
        lambda m: (
            (
                f"Field must have selections (field '{m[1]}' returns {m[2].strip('[]!')} but has no"
                f" selections. Did you mean '{m[1]} {{ ... }}'?)"
            ),
            {
                "code": "selectionMismatch",
                "nodeName": f"field '{m[1]}'",
                "typeName": m[2].strip("[]!"),
            },
        ),
    ),
    (
        r"Unknown directive '@(\w+)'",
        lambda m: (
            f"Directive @{m[1]} is not defined",
            {"code": "undefinedDirective", "directiveName": m[1]},
        ),
    ),
    (
        r"Unknown fragment '(\w+)'",
        lambda m: (
            f"Fragment {m[1]} was used, but not defined",
            {"code": "useAndDefineFragment", "fragmentName": m[1]},
        ),
    ),
    (
        r"Fragment '(\w+)' is never used",
        lambda m: (
            f"Fragment {m[1]} was defined, but not used",
            {"code": "useAndDefineFragment", "fragmentName": m[1]},
        ),
    ),
)


def complaint(document: DocumentNode, error: GraphQLError) -> Said:
    said: Said = {"message": error.message}
    node = error.nodes[0] if error.nodes else None
    path = path_to(document, node) if node else None
    code: Said = {"code": "invalid"}
    for pattern, words in KNOWN:
        if found := re.search(pattern, error.message):
            said["message"], code = words(found)
            break
    if code["code"] == "missingRequiredArguments":
        said["message"], code = missing(error.nodes, said["message"])
    if error.locations:
        said["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return said | {"path": path or []} | {"extensions": code}


def missing(nodes: Any, words: str) -> tuple[str, Said]:
    name = nodes[0].name.value if nodes and isinstance(nodes[0], FieldNode) else ""
    arguments = words.rsplit(": ", 1)[1]
    code = {"code": "missingRequiredArguments", "className": "Field", "name": name}
    return f"Field '{name}' is {words}", code | {"arguments": arguments}


def path_to(document: DocumentNode, wanted: Node) -> list[str]:
    """["query Name", "order", "field"], as graphql-ruby writes it."""
    for definition in document.definitions:
        for path, node in walk(definition, [title(definition)]):
            if node is wanted:
                return path
    return []


def title(definition: Node) -> str:
    if isinstance(definition, OperationDefinitionNode):
        name = definition.name.value if definition.name else ""
        return f"{definition.operation.value} {name}".strip()
    name_node = getattr(definition, "name", None)
    return f"fragment {name_node.value}" if name_node else ""


def walk(node: Node, path: list[str]) -> Iterator[tuple[list[str], Node]]:
    yield path, node
    for key in node.keys:
        value = getattr(node, key, None)
        for child in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(child, Node):
                yield from walk(child, [*path, *step(child)])


def step(node: Node) -> list[str]:
    if isinstance(node, FieldNode):
        return [node.alias.value if node.alias else node.name.value]
    if isinstance(node, InlineFragmentNode):
        return [f"... on {node.type_condition.name.value}"] if node.type_condition else ["..."]
    if isinstance(node, FragmentDefinitionNode):
        return []
    return []


def unreadable(error: GraphQLError) -> Said:
    """A document that is not GraphQL at all."""
    locations = [{"line": at.line, "column": at.column} for at in error.locations or ()]
    words = error.message.replace("Syntax Error: ", "")
    ended = "unexpected end of file" if "<EOF>" in words else words
    return {"message": f"syntax error, {ended}", "locations": locations}


def bad_variable(error: GraphQLError, given: Mapping[str, Any]) -> Said:
    """ "Variable $id of type ID! was provided invalid value", and what is wrong with it."""
    found = re.match(r"Variable '\$(\w+)'", error.message)
    name = found[1] if found else ""
    kind = re.search(r"type '([^']+)'", error.message)
    problem = {"path": [], "explanation": error.message}
    words = f"Variable ${name} of type {kind[1] if kind else '?'} was provided invalid value"
    return {
        "message": words,
        "locations": [{"line": at.line, "column": at.column} for at in error.locations or ()],
        "extensions": {
            "code": "INVALID_VARIABLE",
            "value": given.get(name),
            "problems": [problem],
        },
    }
