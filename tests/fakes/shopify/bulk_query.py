"""Bulk queries: what Shopify refuses of them, and the lines they come to.

https://shopify.dev/docs/api/usage/bulk-operations/queries
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
    validate,
)
from graphql.execution.values import get_argument_values

from tests.fakes.shopify.complaints import complaint, unreadable
from tests.fakes.shopify.page import Context
from tests.fakes.shopify.schema import schema

Line = dict[str, Any]
MOST_CONNECTIONS, DEEPEST = 5, 2


@dataclass(slots=True)
class Chosen:
    """One field of a bulk query, ready to be asked of many things."""

    said: str
    name: str
    arguments: Mapping[str, Any]
    only_on: str | None
    inner: Choice | None
    connection: bool = False
    several: bool = False


@dataclass(slots=True)
class Choice:
    """The fields chosen of one type."""

    kind: str
    fields: list[Chosen] = field(default_factory=list)

    def connections(self, depth: int = 1) -> Iterator[tuple[Chosen, int]]:
        for one in self.fields:
            if one.connection:
                yield one, depth
            if one.inner:
                yield from one.inner.connections(depth + one.connection)


def refused(words: str) -> Line:
    return {"field": ["query"], "message": words, "code": "INVALID"}


def understood(text: str) -> tuple[Choice | None, list[Line]]:
    """The query, or what Shopify has against it, in its words."""
    try:
        document = parse(text)
    except GraphQLError as error:
        words = unreadable(error)["message"]
        return None, [refused(f"Invalid bulk query: {words}")]
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if operations[0].operation is not OperationType.QUERY:
        return None, [refused("Invalid operation type. Only `query` operations are supported.")]
    if errors := validate(schema(), document):
        return None, [refused(f"Invalid bulk query: {complaint(document, errors[0])['message']}")]
    choice = Reading(document).choice("QueryRoot", operations[0].selection_set)
    wrong = list(objections(choice, operations[0]))
    return (None, wrong) if wrong else (choice, [])


def objections(choice: Choice, operation: OperationDefinitionNode) -> Iterator[Line]:
    found = list(choice.connections())
    top = {one.name for one in choice.fields}
    for name in sorted(top & {"node", "nodes"}):
        yield refused(f"Bulk queries cannot contain a top level `{name}` field.")
    if not found:
        yield refused("Bulk queries must contain at least one connection.")
    if len(choice.fields) > 1:
        yield refused("Bulk queries can only contain a single top level field.")
    if by_nodes := sorted({one.said for one, _ in found if one.inner and not one.inner.fields}):
        names = ", ".join(f"'{name}'" for name in by_nodes)
        yield refused(
            "All connection fields in a bulk query must select their contents using 'edges' >"
            f" 'node', e.g: '{by_nodes[0]} {{ edges {{ node {{'. Selecting via 'nodes' is not"
            f" supported. Invalid connection fields: {names}."
        )
        return
    yield from too_much(choice, found)


def too_much(choice: Choice, found: list[tuple[Chosen, int]]) -> Iterator[Line]:
    if max((depth for _, depth in found), default=0) > DEEPEST + 1:
        yield refused(
            "Bulk queries cannot contain connections with a nesting depth greater than 2."
        )
    if len(found) > MOST_CONNECTIONS:
        yield refused("Bulk queries cannot contain more than 5 connections.")
    if any(in_list(one.inner) for one, _ in found if one.inner):
        yield refused(
            "Queries that contain a connection field within a list field are not currently"
            " supported."
        )
    if nameless := [one.said for one, _ in found if one.inner and not_named(one.inner)]:
        yield refused(
            "The parent 'node' field for a nested connection must select the 'id' field without an"
            " alias and must be of 'ID' return type. Connection fields without 'id':"
            f" {', '.join(nameless)}."
        )


def in_list(choice: Choice) -> bool:
    return any(one.several and any(one.inner.connections()) for one in choice.fields if one.inner)


def not_named(choice: Choice) -> bool:
    nested = any(True for _ in choice.connections())
    return nested and not any(one.said == one.name == "id" for one in choice.fields)


class Reading:
    """A document turned into choices."""

    def __init__(self, document: DocumentNode) -> None:
        self.fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }

    def choice(self, kind: str, selected: SelectionSetNode | None) -> Choice:
        made = Choice(kind)
        self._choose(made, kind, None, selected)
        return made

    def _choose(
        self, made: Choice, kind: str, only_on: str | None, selected: SelectionSetNode | None
    ) -> None:
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                made.fields.append(self._field(kind, only_on, node))
                continue
            fragment: Any = node
            if isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
            condition = fragment.type_condition
            on = condition.name.value if condition else kind
            self._choose(made, on, on if on != kind else only_on, fragment.selection_set)

    def _field(self, kind: str, only_on: str | None, node: FieldNode) -> Chosen:
        name = node.name.value
        chosen = Chosen(node.alias.value if node.alias else name, name, {}, only_on, None)
        if name == "__typename":
            return chosen
        definition = schema().type_map[kind].fields[name]  # type: ignore[attr-defined]
        chosen.arguments = get_argument_values(definition, node)
        target = get_named_type(definition.type)
        chosen.connection = target.name.endswith("Connection")
        chosen.several = is_list_type(get_nullable_type(definition.type))
        if chosen.connection:
            chosen.inner = self._nodes(target, node)
        elif not is_leaf_type(target):
            chosen.inner = self.choice(target.name, node.selection_set)
        return chosen

    def _nodes(self, target: GraphQLObjectType, node: FieldNode) -> Choice:
        """What is chosen under edges > node; nothing where it is chosen otherwise."""
        kind = get_named_type(target.fields["nodes"].type).name
        made = Choice(kind)
        for edge in named(node, "edges"):
            for inner in named(edge, "node"):
                self._choose(made, kind, None, inner.selection_set)
        return made


def named(node: FieldNode, name: str) -> Iterator[FieldNode]:
    for part in node.selection_set.selections if node.selection_set else ():
        if isinstance(part, FieldNode) and part.name.value == name:
            yield part


Answer = Callable[[str, str, Any, Context, Mapping[str, Any]], Any]
TypeOf = Callable[[Any], str]


@dataclass(slots=True)
class Lines:
    """Lines of a result, one thing after the other; nothing is kept."""

    context: Context
    answer: Answer
    type_of: TypeOf
    roots: int = 0

    def of(self, choice: Choice) -> Iterator[list[Line]]:
        """Each root with what hangs on it, the root first."""
        for one in choice.fields:
            things = self.answer(choice.kind, one.name, None, self.context, one.arguments)
            if one.connection and one.inner:
                for thing in things.nodes:
                    self.roots += 1
                    yield list(self._lines(one.inner, thing, None))

    def _lines(self, choice: Choice, thing: Any, parent: str | None) -> Iterator[Line]:
        children: list[tuple[Choice, Any]] = []
        line = self._object(choice, thing, children)
        if parent:
            line["__parentId"] = parent
        yield line
        for inner, child in children:
            yield from self._lines(inner, child, line["id"])

    def _object(self, choice: Choice, thing: Any, children: list[tuple[Choice, Any]]) -> Line:
        line: Line = {}
        for one in choice.fields:
            kind = one.only_on or choice.kind
            if one.only_on and self.type_of(thing) != one.only_on:
                continue
            if one.name == "__typename":
                line[one.said] = kind
                continue
            value = self.answer(kind, one.name, thing, self.context, one.arguments)
            if one.connection and one.inner:
                children.extend((one.inner, child) for child in value.nodes)
            else:
                line[one.said] = self._value(one, value, children)
        return line

    def _value(self, one: Chosen, value: Any, children: list[tuple[Choice, Any]]) -> Any:
        if value is None or one.inner is None:
            return value
        if one.several:
            return [self._object(one.inner, part, children) for part in value]
        return self._object(one.inner, value, children)
