/*
 * Completion while writing: `completionOf(text, caret)` says what could follow a `/`, `@`, `#` or `:` just typed, and
 * `completionNode` shows it above the composer.
 */

import { h } from "./dom.js";
import { unicode } from "./emoji.js";
import { avatar } from "./faces.js";
import { icon } from "./icons.js";
import { nameOf, person, state } from "./state.js";

const MOST = 8;

/** {from, title, items: [{insert, wire?, label, aside?, description?, icon}]}, or null. */
export function completionOf(text, caret) {
  const before = text.slice(0, caret);
  const slash = /^\/(\S*)$/.exec(before);
  if (slash) return shaped(0, "Slash commands", commands(slash[1].toLowerCase()));
  const word = /(?:^|\s)([@#:])([\p{L}\p{N}_.'+-]*)$/u.exec(before);
  if (!word) return null;
  const [, sign, typed] = word;
  const from = caret - typed.length - 1;
  const query = typed.toLowerCase();
  if (sign === "@") return shaped(from, "People", people(query));
  if (sign === "#") return shaped(from, "Channels", channels(query));
  return query.length > 1 ? shaped(from, "Emoji", emoji(query)) : null;
}

const shaped = (from, title, items) => (items.length ? { from, title, items: items.slice(0, MOST) } : null);

function commands(query) {
  const { app } = state.workspace;
  return state.workspace.commands
    .filter((c) => c.command.slice(1).toLowerCase().startsWith(query))
    .sort((a, b) => a.command.localeCompare(b.command))
    .map((c) => ({ insert: `${c.command} `, label: c.command, aside: c.usage_hint, description: c.description, icon: avatar(person(app.bot_user_id), 32), from: app.name }));
}

function people(query) {
  return [...state.lookups.users.values()]
    .filter((u) => !u.deleted && !u.is_stranger && [nameOf(u), u.real_name, u.name].some((n) => (n || "").toLowerCase().split(/[\s.]+/).some((part) => part.startsWith(query)) || (n || "").toLowerCase().startsWith(query)))
    .map((u) => ({ insert: `@${nameOf(u)} `, wire: `<@${u.id}>`, label: nameOf(u), aside: u.title, icon: avatar(u, 24) }));
}

function channels(query) {
  return state.channels
    .filter((c) => (c.kind === "channel" || c.kind === "private") && c.name.startsWith(query))
    .map((c) => ({ insert: `#${c.name} `, wire: `<#${c.id}>`, label: c.name, icon: icon(c.kind === "private" ? "lock" : "hash", 18) }));
}

function emoji(query) {
  return Object.keys(state.lookups.emoji)
    .filter((name) => name.startsWith(query))
    .sort((a, b) => a.length - b.length)
    .map((name) => ({ insert: `:${name}: `, label: `:${name}:`, icon: h("span", { class: "emoji" }, unicode(name)) }));
}

/** The popup; `pick` gets the item. */
export function completionNode(box, id, pick) {
  if (!box.completion) return null;
  const { title, items } = box.completion;
  return h("div", { class: "completion", key: "completion" },
    h("div", { class: "completion-head" }, h("b", {}, title), h("span", { "aria-hidden": "true" }, h("kbd", {}, "↑"), h("kbd", {}, "↓"), " to move ", h("kbd", {}, "Enter"), " to choose")),
    h("div", { role: "listbox", id, "aria-label": title, class: "completion-list" },
      items.map((item, i) => h("div", {
        key: item.insert, id: `${id}-${i}`, role: "option", "aria-selected": String(i === box.active), class: `completion-item${i === box.active ? " is-active" : ""}`,
        onmousedown: (event) => {
          event.preventDefault();
          pick(item);
        },
      },
      item.icon,
      h("span", { class: "completion-words" },
        h("span", { class: "completion-label" }, h("b", {}, item.label), item.aside ? h("span", { class: "completion-aside" }, item.aside) : null),
        item.description ? h("span", { class: "completion-description" }, item.description) : null),
      item.from ? h("span", { class: "completion-from" }, item.from) : null))));
}
