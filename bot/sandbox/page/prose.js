/*
 * Shows text: mrkdwn and plain_text objects, and Slack's rich_text blocks, as elements with names, times and pictures filled
 * in from what the page knows. Every string ends as a text node.
 */

import { tokens } from "./dates.js";
import { h } from "./dom.js";
import { picture } from "./emoji.js";
import { isJumbo, parse, plain } from "./mrkdwn.js";
import { nameOf, now, state, zone } from "./state.js";

/** A text object (or a mrkdwn string) as elements. */
export function prose(text, { jumbo = false } = {}) {
  if (!text) return null;
  if (typeof text === "object" && text.type === "plain_text") return plain(text.text, { emoji: text.emoji !== false }).map(inlineNode);
  const source = typeof text === "string" ? text : text.text;
  const blocks = parse(source, { verbatim: Boolean(text.verbatim) });
  const shown = blocks.map(blockNode);
  return jumbo && isJumbo(blocks) ? h("div", { class: "jumbo" }, shown) : shown;
}

/** Parsed blocks as elements, for markdown too. */
export function blockNode(block) {
  if (block.type === "pre") return h("pre", { class: "pre" }, block.text);
  if (block.type === "quote") return h("blockquote", { class: "quote" }, block.children.map(inlineNode));
  return h("div", { class: "line", dir: "auto" }, block.children.length ? block.children.map(inlineNode) : h("br"));
}

/** One inline node as elements. */
export function inlineNode(node) {
  const inner = () => node.children.map(inlineNode);
  switch (node.type) {
    case "text": return node.text;
    case "break": return h("br");
    case "bold": return h("b", {}, inner());
    case "italic": return h("i", {}, inner());
    case "strike": return h("s", {}, inner());
    case "code": return h("code", { class: "code" }, node.text);
    case "link": return link(node.url, inner());
    case "emoji": return picture(node.name, node.tone);
    case "user": return userMention(node.id, node.label);
    case "channel": return channelMention(node.id, node.label);
    case "group": return groupMention(node.id, node.label);
    case "broadcast": return h("span", { class: "mention mention-me" }, `@${node.range}`);
    case "date": return dateNode(node);
    default: return null;
  }
}

function link(url, children) {
  return h("a", { class: "link", href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}

function userMention(id, label) {
  const user = state.lookups.users.get(id);
  const name = user ? nameOf(user) : label || id;
  return h("span", { class: `mention${id === state.me ? " mention-me" : ""}`, "data-user": id }, `@${name}`);
}

function channelMention(id, label) {
  const channel = state.lookups.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, `#${label || "private-channel"}`);
  return h("a", { class: "mention", href: `?as=${state.me}&in=${id}`, "data-channel": id }, `#${channel.name}`);
}

function groupMention(id, label) {
  const group = state.lookups.groups.get(id);
  return h("span", { class: "mention" }, group ? `@${group.handle}` : label || `@${id}`);
}

function dateNode(node) {
  const words = node.epoch > 1e12 ? node.fallback : tokens(node.epoch, node.format, zone(), now());
  return node.url ? link(node.url, [words]) : h("span", { title: node.fallback || null }, words);
}

/** A rich_text block. */
export function richText(block) {
  const shown = (block.elements || []).map(richPart);
  const line = block.elements?.length === 1 && block.elements[0].type === "rich_text_section";
  return line && isJumbo([{ type: "line", children: block.elements[0].elements }]) ? h("div", { class: "jumbo" }, shown) : shown;
}

function richPart(part) {
  const inner = () => (part.elements || []).map(richInline);
  switch (part.type) {
    case "rich_text_section": return h("div", { class: "line", dir: "auto" }, inner());
    case "rich_text_quote": return h("blockquote", { class: "quote" }, inner());
    case "rich_text_preformatted": return h("pre", { class: "pre" }, inner());
    case "rich_text_list": {
      const ordered = part.style === "ordered";
      const items = (part.elements || []).map((item) => h("li", {}, (item.elements || []).map(richInline)));
      const indent = part.indent || 0;
      return h(ordered ? "ol" : "ul", { class: `list indent-${indent}`, start: ordered ? (part.offset || 0) + 1 : null }, items);
    }
    default: return null;
  }
}

function richInline(node) {
  const styled = (child) => applyStyle(child, node.style || {});
  switch (node.type) {
    case "text": return styled(lines(node.text));
    case "link": return applyStyle(safeLink(node.url, node.text || node.url), { ...node.style, code: false });
    case "emoji": return styled(picture(node.name, node.skin_tone || null));
    case "user": return styled(userMention(node.user_id));
    case "channel": return styled(channelMention(node.channel_id));
    case "usergroup": return styled(groupMention(node.usergroup_id));
    case "broadcast": return styled(h("span", { class: "mention mention-me" }, `@${node.range}`));
    case "color": return styled([h("span", { class: "swatch", style: `background:${/^#[0-9a-f]{6}$/i.test(node.value) ? node.value : "none"}` }), node.value]);
    case "date": return styled(dateNode({ epoch: node.timestamp, format: node.format, url: null, fallback: node.fallback || "" }));
    case "team": return styled(state.workspace?.team.name || "");
    default: return null;
  }
}

function safeLink(url, words) {
  return /^(https?|mailto|tel|slack):/i.test(url) ? link(url, [words]) : words;
}

function lines(text) {
  return text.split("\n").flatMap((line, i) => (i ? [h("br"), line] : [line]));
}

function applyStyle(child, style) {
  let shown = child;
  if (style.code) shown = h("code", { class: "code" }, shown);
  if (style.bold) shown = h("b", {}, shown);
  if (style.italic) shown = h("i", {}, shown);
  if (style.strike) shown = h("s", {}, shown);
  if (style.underline) shown = h("u", {}, shown);
  return shown;
}
