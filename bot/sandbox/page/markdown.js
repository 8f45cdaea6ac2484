/*
 * The markdown block: the common part of Markdown that Slack shows (headings, bold, italic, strike, code, lists, quotes, links,
 * rules, tables), read line by line into elements. Anything else stays text.
 */

import { h } from "./dom.js";
import { inlineNode } from "./prose.js";

/** Elements for a Markdown text. */
export function markdown(text) {
  const lines = text.split("\n");
  const out = [];
  for (let i = 0; i < lines.length;) {
    const read = [fence, heading, rule, table, quote, list, paragraph].find((reader) => reader.test(lines, i));
    const { node, next } = read(lines, i);
    if (node) out.push(node);
    i = next;
  }
  return out;
}

function whole(lines, from, keep) {
  let to = from;
  while (to < lines.length && keep(lines[to])) to += 1;
  return to;
}

function fence(lines, i) {
  const end = whole(lines, i + 1, (line) => !line.startsWith("```"));
  return { node: h("pre", { class: "pre" }, lines.slice(i + 1, end).join("\n")), next: end + 1 };
}
fence.test = (lines, i) => lines[i].startsWith("```");

function heading(lines, i) {
  const [, marks, words] = /^(#{1,6}) +(.*)$/.exec(lines[i]);
  return { node: h("div", { class: `md-h md-h${marks.length}`, role: "heading", "aria-level": String(marks.length + 1) }, span(words)), next: i + 1 };
}
heading.test = (lines, i) => /^#{1,6} +\S/.test(lines[i]);

function rule(lines, i) {
  return { node: h("hr", { class: "divider" }), next: i + 1 };
}
rule.test = (lines, i) => /^(-{3,}|\*{3,}|_{3,})\s*$/.test(lines[i]);

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function table(lines, i) {
  const end = whole(lines, i + 2, (line) => line.includes("|"));
  const row = (tag) => (line) => h("tr", {}, cells(line).map((cell) => h(tag, {}, span(cell))));
  const node = h("div", { class: "table-box" }, h("table", { class: "table" },
    h("thead", {}, row("th")(lines[i])), h("tbody", {}, lines.slice(i + 2, end).map(row("td")))));
  return { node, next: end };
}
table.test = (lines, i) => lines[i].includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/.test(lines[i + 1] || "");

function quote(lines, i) {
  const end = whole(lines, i, (line) => line.startsWith(">"));
  return { node: h("blockquote", { class: "quote" }, markdown(lines.slice(i, end).map((line) => line.replace(/^> ?/, "")).join("\n"))), next: end };
}
quote.test = (lines, i) => lines[i].startsWith(">");

const ITEM = /^(\s*)([-*+]|\d+[.)]) +(.*)$/;

function list(lines, i) {
  const end = whole(lines, i, (line) => ITEM.test(line));
  const ordered = /\d/.test(ITEM.exec(lines[i])[2]);
  const items = lines.slice(i, end).map((line) => {
    const [, indent, , words] = ITEM.exec(line);
    const task = /^\[([ xX])\] (.*)$/.exec(words);
    const box = task && h("span", { class: "md-task", "aria-hidden": "true" }, task[1] === " " ? "☐ " : "☑ ");
    return h("li", { style: indent ? `margin-inline-start:${Math.min(indent.length, 12) * 10}px` : null }, box, span(task ? task[2] : words));
  });
  return { node: h(ordered ? "ol" : "ul", { class: "list", start: ordered ? parseInt(lines[i], 10) || 1 : null }, items), next: end };
}
list.test = (lines, i) => ITEM.test(lines[i]);

function paragraph(lines, i) {
  if (!lines[i].trim()) return { node: h("div", { class: "gap" }), next: whole(lines, i, (line) => !line.trim()) };
  return { node: h("div", { class: "line", dir: "auto" }, span(lines[i])), next: i + 1 };
}
paragraph.test = () => true;

const INLINE = /(`+)([^`]+)\1|\*\*([^*]+?)\*\*|__([^_]+?)__|~~([^~]+?)~~|\*([^*\s][^*]*?)\*|\b_([^_\s][^_]*?)_\b|\[([^\]]+)\]\((https?:\/\/[^\s)]+|mailto:[^\s)]+)\)|(https?:\/\/[^\s<>)]+)|:([a-z0-9_+'-]+):|<@([UW][A-Z0-9]+)>|<#([CG][A-Z0-9]+)>/;

function span(text) {
  const out = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index) out.push(rest.slice(0, found.index));
    out.push(inlineOf(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) out.push(rest);
  return out;
}

function inlineOf([, , code, bold, bold2, strike, italic, italic2, label, url, bare, emoji, user, channel]) {
  if (code !== undefined) return h("code", { class: "code" }, code);
  if (bold || bold2) return h("b", {}, span(bold || bold2));
  if (strike) return h("s", {}, span(strike));
  if (italic || italic2) return h("i", {}, span(italic || italic2));
  const words = (text) => [{ type: "text", text }];
  if (label) return inlineNode({ type: "link", url, children: words(label) });
  if (bare) return inlineNode({ type: "link", url: bare, children: words(bare) });
  if (emoji) return inlineNode({ type: "emoji", name: emoji, tone: null });
  if (user) return inlineNode({ type: "user", id: user, label: null });
  return inlineNode({ type: "channel", id: channel, label: null });
}
