/*
 * Reads Slack's mrkdwn into a tree of plain objects; pure, so it can be tested as a table of cases.
 * `parse(text, {verbatim})` gives a list of blocks: {type: "line"|"quote", children} and {type: "pre", text}. Inline nodes are
 * text, bold, italic, strike, code, emoji, link, user, channel, group, broadcast, date and break. Whatever is not valid mrkdwn
 * stays text, a `javascript:` link included. `plain(text)` reads plain_text: emoji and line breaks only.
 */

const MARKS = { "*": "bold", "_": "italic", "~": "strike" };
const LINK = /^(https?:\/\/|mailto:|tel:|slack:\/\/|ftp:\/\/)\S/i;
const BARE = /^https?:\/\/[^\s<>|"`]+/i;
const EMOJI = /^:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/;
const BROADCASTS = new Set(["here", "channel", "everyone"]);

/** The text with Slack's three entities turned back into characters. */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** The blocks of a mrkdwn text. */
export function parse(text, { verbatim = false } = {}) {
  const blocks = [];
  let rest = 0;
  for (const match of text.matchAll(/```([\s\S]+?)```/g)) {
    addLines(blocks, trimBreak(text.slice(rest, match.index), "end"), verbatim);
    blocks.push({ type: "pre", text: label(match[1].replace(/^\n/, "").replace(/\n$/, "")) });
    rest = match.index + match[0].length;
  }
  addLines(blocks, rest ? trimBreak(text.slice(rest), "start") : text, verbatim);
  return blocks;
}

/** The inline nodes of a plain text: no formatting, emoji unless `emoji` is false. */
export function plain(text, { emoji = true } = {}) {
  const nodes = [];
  for (let i = 0; i < text.length;) {
    const match = emoji && text[i] === ":" ? EMOJI.exec(text.slice(i, i + 80)) : null;
    if (match) nodes.push({ type: "emoji", name: match[1], tone: match[2] ? Number(match[2]) : null });
    else if (text[i] === "\n") nodes.push({ type: "break" });
    else addText(nodes, text[i]);
    i += match ? match[0].length : 1;
  }
  return nodes;
}

/** True if the blocks hold nothing but a few emoji, which Slack then shows large. */
export function isJumbo(blocks) {
  if (blocks.length !== 1 || blocks[0].type !== "line") return false;
  const shown = blocks[0].children.filter((node) => node.type !== "text" || node.text.trim());
  const pictures = shown.every((node) => node.type === "emoji" || (node.type === "text" && isPictures(node.text)));
  return shown.length > 0 && shown.length <= 23 && pictures;
}

function isPictures(text) {
  return text.length <= 60 && /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\s])+$/u.test(text);
}

function trimBreak(text, side) {
  return side === "end" ? text.replace(/\n$/, "") : text.replace(/^\n/, "");
}

function addLines(blocks, text, verbatim) {
  if (!text) return;
  let run = null;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    const type = quoted ? "quote" : "line";
    if (run?.type !== type) {
      run = { type, lines: [] };
      blocks.push(run);
    }
    run.lines.push(quoted ? line.slice(quoted[0].length) : line);
  }
  for (const block of blocks) {
    if (!block.lines) continue;
    block.children = inline(block.lines.join("\n"), verbatim, "");
    delete block.lines;
  }
}

/** The inline nodes of `text`; `inside` names the marks already open, so that nesting is at most one of each. */
function inline(text, verbatim, inside) {
  const nodes = [];
  for (let i = 0; i < text.length;) {
    const found = readAt(text, i, verbatim, inside);
    if (found) nodes.push(found.node);
    else addText(nodes, text[i]);
    i += found ? found.length : 1;
  }
  for (const node of nodes) if (node.type === "text") node.text = unescape(node.text);
  return nodes;
}

function readAt(text, i, verbatim, inside) {
  const char = text[i];
  if (char === "\n") return { node: { type: "break" }, length: 1 };
  if (char === "<") return readAngle(text, i, verbatim, inside);
  if (char === "`") return readCode(text, i);
  if (char === ":") return readEmoji(text, i);
  if (MARKS[char] && !inside.includes(char)) return readMark(text, i, verbatim, inside);
  if ((char === "h" || char === "H") && !verbatim) return readBare(text, i);
  return null;
}

function readEmoji(text, i) {
  const match = EMOJI.exec(text.slice(i, i + 80));
  return match && { node: { type: "emoji", name: match[1], tone: match[2] ? Number(match[2]) : null }, length: match[0].length };
}

function readCode(text, i) {
  const end = text.indexOf("`", i + 1);
  if (end <= i + 1 || text.slice(i, end).includes("\n")) return null;
  return { node: { type: "code", text: label(text.slice(i + 1, end)) }, length: end + 1 - i };
}

function readMark(text, i, verbatim, inside) {
  const mark = text[i];
  if (isWord(text[i - 1]) || !text[i + 1] || /\s/.test(text[i + 1]) || text[i + 1] === mark) return null;
  for (let end = i + 2; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] === "<" && text.indexOf(">", end) > 0) end = text.indexOf(">", end);
    else if (text[end] === "`" && text.indexOf("`", end + 1) > 0) end = text.indexOf("`", end + 1);
    else if (text[end] === mark && !/\s/.test(text[end - 1]) && !isWord(text[end + 1])) {
      const children = inline(text.slice(i + 1, end), verbatim, inside + mark);
      return { node: { type: MARKS[mark], children }, length: end + 1 - i };
    }
  }
  return null;
}

function readBare(text, i) {
  if (isWord(text[i - 1])) return null;
  const match = BARE.exec(text.slice(i, i + 3000));
  if (!match) return null;
  const url = match[0].replace(/(?:[.,;:!?'*_~)\]}]|&gt;|&lt;)+$/, "");
  if (url.length < 9) return null;
  return { node: { type: "link", url: unescape(url), children: [{ type: "text", text: unescape(url) }] }, length: url.length };
}

function readAngle(text, i, verbatim, inside) {
  const end = text.indexOf(">", i);
  if (end < 0) return null;
  const body = text.slice(i + 1, end);
  if (!body || body.includes("<") || body.includes("\n")) return null;
  const node = reference(body, verbatim, inside);
  return node && { node, length: end + 1 - i };
}

function reference(body, verbatim, inside) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const shown = bar < 0 ? null : body.slice(bar + 1);
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { type: "user", id: target.slice(1), label: shown };
  if (/^#[CG][A-Z0-9]+$/.test(target)) return { type: "channel", id: target.slice(1), label: shown };
  if (target.startsWith("!")) return special(target.slice(1), shown);
  if (!LINK.test(target)) return null;
  const words = shown || target.replace(/^(mailto|tel):/, "");
  return { type: "link", url: unescape(target), children: shown ? inline(words, true, inside) : [{ type: "text", text: unescape(words) }] };
}

function special(command, shown) {
  const [name, ...args] = command.split("^");
  if (BROADCASTS.has(name)) return { type: "broadcast", range: name };
  if (name === "subteam" && args[0]) return { type: "group", id: args[0], label: shown };
  if (name === "date" && /^\d+$/.test(args[0]) && args[1]) {
    const url = args[2] && LINK.test(args[2]) ? unescape(args[2]) : null;
    return { type: "date", epoch: Number(args[0]), format: args[1], url, fallback: unescape(shown || "") };
  }
  return { type: "text", text: shown || `<${command}>` };
}

/** What stands in code: references become their words, nothing is formatted. */
function label(text) {
  return unescape(text.replace(/<([^<>\n|]+)(?:\|([^<>\n]*))?>/g, (whole, target, shown) => shown || (LINK.test(target) ? target : whole)));
}

function addText(nodes, char) {
  const last = nodes[nodes.length - 1];
  if (last?.type === "text") last.text += char;
  else nodes.push({ type: "text", text: char });
}

function isWord(char) {
  return char !== undefined && /[\p{L}\p{N}]/u.test(char);
}
