/*
 * Where one writes: Enter sends, Shift+Enter breaks the line, `/`, `@`, `#` and `:` bring up completion, the bolt lists
 * shortcuts, arrow up in an empty box edits one's last message. A conversation that can't be written to says why instead.
 */

import { act } from "./api.js";
import { completionOf, completionNode } from "./completion.js";
import { h } from "./dom.js";
import { openPicker } from "./emoji.js";
import { avatar } from "./faces.js";
import { icon } from "./icons.js";
import { attempt } from "./message.js";
import { openMenu } from "./menus.js";
import { person, redraw, state } from "./state.js";
import { openChannel, readChannels } from "./workspace.js";

const boxes = new Map(); // composer key -> {completion, active, mentions, error, sending}

function boxOf(key) {
  if (!boxes.has(key)) boxes.set(key, { completion: null, active: 0, mentions: new Map(), error: null, broadcast: false });
  return boxes.get(key);
}

/** The composer of a conversation, or of the thread `ts` in it. */
export function composer(channel, { thread = null } = {}) {
  const blocked = blockedBy(channel);
  if (blocked) return h("div", { class: "composer-blocked", key: "blocked" }, blocked);
  const key = `${state.me}:${channel.id}:${thread || ""}`;
  const box = boxOf(key);
  const draft = state.drafts.get(key) || "";
  const label = thread ? "Reply…" : `Message ${title(channel)}`;
  const listId = `completion-${thread ? "thread" : "main"}`;
  return h("div", { class: "composer-box", key: `composer-${key}` },
    box.error ? h("div", { class: "composer-error", role: "alert" }, icon("warning", 16), h("span", {}, box.error)) : null,
    completionNode(box, listId, (item) => complete(key, item)),
    h("div", { class: "composer" },
      h("textarea", {
        class: "composer-text", rows: 1, value: draft, placeholder: label, "aria-label": label, "data-composer": thread ? "thread" : "main", dir: "auto",
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": String(Boolean(box.completion)), "aria-controls": listId,
        "aria-activedescendant": box.completion ? `${listId}-${box.active}` : null,
        oninput: (event) => typed(key, event.target),
        onkeydown: (event) => onKey(event, key, channel, thread),
        onblur: () => setTimeout(() => closeCompletion(key), 150),
        hook: { create: thread ? null : welcome },
      }),
      h("div", { class: "composer-foot" },
        thread ? null : h("button", { type: "button", class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "listbox", "aria-expanded": "false", onclick: (event) => openShortcuts(event.currentTarget, key, channel) }, icon("bolt", 18)),
        h("button", { type: "button", class: "icon-button", "aria-label": "Emoji", title: "Emoji", onclick: (event) => addEmoji(event.currentTarget, key) }, icon("smile", 18)),
        h("button", { type: "button", class: "icon-button composer-at", "aria-label": "Mention someone", title: "Mention someone", onclick: (event) => insert(event.currentTarget, key, "@") }, h("span", { "aria-hidden": "true" }, "@")),
        thread && channel.kind !== "app" && channel.kind !== "im" ? h("label", { class: "composer-also" },
          h("input", {
            type: "checkbox", class: "tick tick-checkbox", checked: box.broadcast,
            onchange: (event) => {
              box.broadcast = event.target.checked;
            },
          }), `Also send to ${title(channel)}`) : null,
        h("span", { class: "composer-hint", "aria-hidden": "true" }, draft.length > 1 ? [h("b", {}, "Shift + Enter"), " to add a new line"] : null),
        h("button", { type: "button", class: `send${draft.trim() ? " is-ready" : ""}`, "aria-label": "Send now", disabled: !draft.trim(), onclick: () => send(key, channel, thread) }, icon("send", 18)))));
}

/** Going to a conversation puts the caret into it, unless the person is busy elsewhere or would get a screen keyboard for it. */
function welcome(field) {
  const at = document.activeElement;
  const free = at === document.body || at.closest(".sidebar");
  if (free && !state.thread && matchMedia("(hover: hover) and (pointer: fine)").matches) field.focus({ preventScroll: true });
}

/** `#sales` or a person's name. */
export const title = (channel) => (channel.kind === "channel" || channel.kind === "private" ? `#${channel.name}` : channel.name);

function blockedBy(channel) {
  if (channel.kind === "app" && state.workspace.app.messages_read_only) return "Sending messages to this app has been turned off.";
  if (channel.is_archived) return ["You are viewing ", h("b", {}, title(channel)), ", an archived channel."];
  if (channel.is_member === false && channel.kind !== "im" && channel.kind !== "app") {
    return [h("span", {}, "You are viewing ", h("b", {}, title(channel))), h("button", { type: "button", class: "button is-primary", onclick: () => join(channel) }, "Join channel")];
  }
  return null;
}

async function join(channel) {
  const answer = await attempt({ do: "join", channel: channel.id });
  if (answer.ok) await readChannels();
}

function typed(key, field) {
  const box = boxOf(key);
  state.drafts.set(key, field.value);
  box.error = null;
  box.completion = completionOf(field.value, field.selectionStart);
  box.active = 0;
  redraw();
}

function closeCompletion(key) {
  const box = boxOf(key);
  if (!box.completion) return;
  box.completion = null;
  redraw();
}

function onKey(event, key, channel, thread) {
  const box = boxOf(key);
  if (event.isComposing) return;
  if (box.completion) {
    const { items } = box.completion;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      box.active = (box.active + step + items.length) % items.length;
      redraw();
      return;
    }
    const exact = event.key === "Enter" && items[box.active].insert.trim() === event.target.value.trim();
    if ((event.key === "Enter" && !exact) || event.key === "Tab") {
      event.preventDefault();
      complete(key, items[box.active]);
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      closeCompletion(key);
      return;
    }
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(key, channel, thread);
  } else if (event.key === "ArrowUp" && !event.target.value && !thread) {
    editLast(event, channel);
  }
}

function editLast(event, channel) {
  const own = (state.messages.get(channel.id)?.list || []).filter((m) => m.user === state.me && !m.ephemeral).at(-1);
  if (!own) return;
  event.preventDefault();
  state.editing = own.ts;
  redraw();
}

const fieldOf = (key) => document.querySelector(`[data-composer=${key.endsWith(":") ? "main" : "thread"}]`);

function complete(key, item) {
  const box = boxOf(key);
  const field = fieldOf(key);
  const { from } = box.completion;
  const text = field.value.slice(0, from) + item.insert + field.value.slice(field.selectionStart);
  if (item.wire) box.mentions.set(item.insert.trim(), item.wire);
  box.completion = null;
  setText(key, field, text, from + item.insert.length);
}

function setText(key, field, text, caret) {
  state.drafts.set(key, text);
  field.value = text;
  field.focus();
  field.setSelectionRange(caret, caret);
  redraw();
}

function insert(button, key, words) {
  const field = button.closest(".composer").querySelector("textarea");
  const at = field.selectionStart;
  const glue = words === "@" && at && !/\s$/.test(field.value.slice(0, at)) ? " @" : words;
  setText(key, field, field.value.slice(0, at) + glue + field.value.slice(field.selectionEnd), at + glue.length);
  typed(key, field);
}

function addEmoji(button, key) {
  openPicker(button, (name) => insert(button, key, `:${name}: `), { above: true, beside: button.closest(".composer") });
}

function openShortcuts(anchor, key, channel) {
  const { app, shortcuts, commands } = state.workspace;
  const face = avatar(person(app.bot_user_id), 24);
  openMenu(anchor, {
    label: "Shortcuts", search: "Search shortcuts", width: 340, above: true, beside: anchor.closest(".composer"),
    load: (query) => {
      const wanted = (item) => `${item.label} ${item.description || ""}`.toLowerCase().includes(query.toLowerCase());
      const global = shortcuts.filter((s) => s.type === "global").map((s) => ({
        label: s.name, description: s.description, icon: face, pick: () => attempt({ do: "shortcut", callback_id: s.callback_id, channel: channel.id }),
      }));
      const slash = commands.map((c) => ({
        label: c.command, description: c.description, icon: face, pick: () => setText(key, fieldOf(key), `${c.command} `, c.command.length + 1),
      }));
      return [{ label: `${app.name} shortcuts`, items: global.filter(wanted) }, { label: "Slash commands", items: slash.filter(wanted) }];
    },
  });
}

async function send(key, channel, thread) {
  const box = boxOf(key);
  const draft = state.drafts.get(key) || "";
  const typedText = draft.trim();
  if (!typedText) return;
  state.drafts.set(key, "");
  box.completion = null;
  box.error = null;
  redraw();
  const deed = { do: "type", channel: channel.id, text: wire(typedText, box.mentions) };
  if (thread) Object.assign(deed, { thread_ts: thread, ...(box.broadcast ? { broadcast: true } : {}) });
  const answer = await act(state.me, deed);
  if (!answer.ok) {
    box.error = answer.shown || "That message could not be sent. Try again.";
    if (!state.drafts.get(key)) state.drafts.set(key, draft);
  } else {
    box.broadcast = false;
    box.mentions.clear();
    if (answer.channel && answer.channel !== channel.id) openChannel(answer.channel);
  }
  redraw();
}

/** Completed names as Slack's references; everything else as typed. */
function wire(text, mentions) {
  const names = [...mentions.keys()].sort((a, b) => b.length - a.length);
  return names.reduce((words, name) => words.split(name).join(mentions.get(name)), text);
}
