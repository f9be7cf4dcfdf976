// Where every paragraph stands, and where a reader would stumble: a number or a word of Latin letters
// whose characters do not stand from left to right, or a line's last mark that is not at its left.
const TOKEN = /[#A-Za-z0-9\u06f0-\u06f9\u0660-\u0669]+(?:[-.,:\/\u066b\u066c][#A-Za-z0-9\u06f0-\u06f9\u0660-\u0669]+)*/g;
const MARK = /[.:!\u061f]$/;
const UNSEEN = /[\u2066-\u2069\u200c-\u200f\s]/;

function places(paragraph) {
  const found = [];
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.data.length; at++) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      found.push({ char: node.data[at], left: box.left, top: box.top, seen: box.width > 0 });
    }
  }
  return found;
}

function stumbles(paragraph) {
  const at = places(paragraph);
  const text = at.map((one) => one.char).join("");
  const found = [];
  for (const token of text.matchAll(TOKEN)) {
    const shown = at.slice(token.index, token.index + token[0].length).filter((one) => one.seen);
    const back = shown.some((one, n) => n && one.top === shown[n - 1].top && one.left < shown[n - 1].left);
    if (back) found.push(`from right to left: ${token[0]}`);
  }
  let start = 0;
  for (const line of text.split("\n")) {
    const shown = at.slice(start, start + line.length).filter((one) => one.seen && !UNSEEN.test(one.char));
    const last = shown[shown.length - 1];
    const theirs = /^[\u200e\u200f]?[\u2066-\u2068][^\u2069]*\u2069$/.test(line);  // A stranger's, in their language.
    if (last && !theirs && MARK.test(last.char)) {
      const beside = shown.filter((one) => one.top === last.top && one.left < last.left);
      if (beside.length) found.push(`the last mark is not at the left: ${line}`);
    }
    start += line.length + 1;
  }
  return found;
}

const told = Array.from(document.querySelectorAll(".row"), (row) =>
  Array.from(row.querySelectorAll("p"), (paragraph) => {
    const box = paragraph.getBoundingClientRect();
    return {
      box: [box.left, box.top, box.right, box.bottom].map(Math.round),
      stumbles: paragraph.className === "reference" ? [] : stumbles(paragraph),
    };
  })
);
document.getElementById("told").textContent = JSON.stringify(told).replace(/</g, "\\u003c");
