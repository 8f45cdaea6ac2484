/*
 * A list of messages: day dividers, the "New" line, grouping, Slack's own notices, older pages on scrolling up, and a way back
 * to the newest. The list stays at the newest message while it is there, and where it was otherwise.
 */

import { dayKey, dayName } from "./dates.js";
import { h, memo } from "./dom.js";
import { icon } from "./icons.js";
import { messagePlace } from "./forms.js";
import { messageNode } from "./message.js";
import { prose } from "./prose.js";
import { now, redraw, state, versionOf, zone } from "./state.js";
import { markRead, readOlder } from "./workspace.js";

const GROUP_SECONDS = 300;

/** The scrolling list of a conversation. `intro` stands above the first message. */
export function messageList(channel, { intro = null } = {}) {
  const entry = state.messages.get(channel.id);
  const list = entry?.list || [];
  return h("div", { class: "messages-box", key: `list-${channel.id}` },
    h("div", {
      class: "messages", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": `Messages in ${channel.name}`, tabindex: "0",
      hook: { create: (el) => stick(el, channel.id), update: (el) => settle(el) },
      onscroll: (event) => onScroll(event.currentTarget, channel.id),
      onkeydown: walk,
    },
    h("div", { class: "messages-fill" }),
    entry?.more ? h("div", { class: "messages-more", role: "status" }, h("span", { class: "spinner" }), "Loading older messages") : entry ? intro : null,
    days(withNotices(list, channel.id), firstUnread(entry))),
    h("button", { type: "button", class: "jump", hidden: !entry?.away, onclick: (event) => toNewest(event.currentTarget) }, icon("down", 16), "Jump to newest"));
}

/** Where the "New" line stands; above everything that is loaded, it is not drawn yet. */
function firstUnread(entry) {
  if (!entry || entry.readTo === null || (entry.more && !(entry.list[0].ts <= entry.readTo))) return null;
  return entry.list.find((m) => m.user !== state.me && m.ts > entry.readTo)?.ts ?? null;
}

/** Messages, day by day, each day under its name. */
function days(list, newFrom) {
  const byDay = new Map();
  for (const message of list) {
    const key = dayKey(Number(message.ts), zone());
    if (!byDay.has(key)) byDay.set(key, []);
    byDay.get(key).push(message);
  }
  return [...byDay].map(([key, messages]) => h("div", { class: "day", key: `d${key}`, role: "group", "aria-label": key },
    h("div", { class: "day-head" }, h("span", { class: "day-name" }, dayName(Number(messages[0].ts), zone(), now()))),
    rows(messages, { newFrom })));
}

/** Messages and notices in order, and the "New" line. */
export function rows(list, { newFrom = null, inThread = false } = {}) {
  const out = [];
  let before = null;
  for (const message of list) {
    if (newFrom === message.ts) out.push(h("div", { class: "new-line", key: "new", role: "separator" }, h("span", {}, "New")));
    if (message.notice) out.push(notice(message));
    else out.push(one(message, { grouped: newFrom !== message.ts && follows(before, message), inThread }));
    before = message;
  }
  return out;
}

function one(message, options) {
  const editing = state.editing === message.ts;
  const deps = [message, options.grouped, options.inThread, editing, state.lookups, versionOf(messagePlace(message).key)];
  return memo(`m${message.ts}`, deps, () => messageNode(message, options));
}

function follows(before, message) {
  return Boolean(before) && !before.notice && before.user === message.user && before.username === message.username && before.ephemeral === message.ephemeral
    && message.subtype !== "thread_broadcast" && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

function withNotices(list, channel) {
  const notices = (state.notices.get(channel) || []).map((n) => ({ ...n, notice: true }));
  return notices.length ? [...list, ...notices].sort((a, b) => Number(a.ts) - Number(b.ts)) : list;
}

function notice(one) {
  return h("article", { class: "message is-ephemeral", key: `n${one.ts}`, role: "alert" },
    h("div", { class: "message-note" }, icon("eye", 14), "Only visible to you",
      h("button", { type: "button", class: "text-button", onclick: () => dismiss(one) }, "Dismiss")),
    h("div", { class: "message-row" },
      h("div", { class: "message-gutter" }, h("span", { class: "avatar avatar-large", style: "--size:36px;--face:#4a154b;--ink:#fff", "aria-hidden": "true" }, "S")),
      h("div", { class: "message-main" },
        h("div", { class: "message-head" }, h("span", { class: "message-name" }, "Slackbot")),
        h("div", { class: "message-text" }, prose(one.text)))));
}

function dismiss(one) {
  for (const [channel, list] of state.notices) state.notices.set(channel, list.filter((n) => n.ts !== one.ts));
  redraw();
}

function stick(el, channel) {
  el.kept = { bottom: true, first: null, height: 0, channel };
  settle(el);
  const watch = new ResizeObserver(() => settle(el));
  watch.observe(el);
  el.addEventListener("grew", () => settle(el));
}

/** Stay at the newest, or hold still while older messages come in above. */
function settle(el) {
  const { kept } = el;
  const first = el.querySelector("[data-ts]")?.dataset.ts ?? null;
  const mark = el.querySelector(".new-line");
  if (kept.bottom && mark && !kept.shownNew) {
    kept.shownNew = true;
    el.scrollTop = el.scrollHeight;
    const above = mark.getBoundingClientRect().top - el.getBoundingClientRect().top;
    if (above < 0) {
      el.scrollTop += above - 60;
      kept.bottom = false;
    }
  } else if (kept.bottom) {
    el.scrollTop = el.scrollHeight;
  } else if (kept.first && first !== kept.first && Number(first) < Number(kept.first)) {
    el.scrollTop += el.scrollHeight - kept.height;
  }
  kept.first = first;
  kept.height = el.scrollHeight;
}

function onScroll(el, channel) {
  const gap = el.scrollHeight - el.scrollTop - el.clientHeight;
  el.kept.bottom = gap < 40;
  if (el.kept.bottom) markRead(channel);
  const entry = state.messages.get(channel);
  if (!entry) return;
  if (el.scrollTop < 400 && entry.more) readOlder(channel);
  const away = gap > 600;
  if (entry.away !== away) {
    state.messages.set(channel, { ...entry, away });
    redraw();
  }
}

function toNewest(button) {
  const el = button.parentElement.querySelector(".messages");
  el.scrollTop = el.scrollHeight;
  el.focus();
}

/** Up and down walk through messages, as in Slack. */
export function walk(event) {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  if (!event.target.matches(".messages, .message")) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll(".message")];
  const at = all.indexOf(document.activeElement);
  const to = at < 0 ? all.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
  all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
}
