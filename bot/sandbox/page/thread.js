/*
 * The thread pane: the first message, its replies, and a composer of its own. Full-screen on a narrow screen.
 */

import { composer, title } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { rows, walk } from "./messages.js";
import { channel as channelOf, redraw, state } from "./state.js";

export function threadPane() {
  if (!state.thread) return null;
  const { channel: id, ts, list } = state.thread;
  const channel = channelOf(id);
  if (!channel) return null;
  const [root, ...replies] = list;
  const count = replies.filter((m) => !m.ephemeral).length;
  return h("aside", {
    class: "thread", key: `thread-${ts}`, "aria-label": "Thread",
    onkeydown: (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) close();
    },
  },
  h("header", { class: "thread-head" },
    h("button", { type: "button", class: "icon-button thread-back", "aria-label": "Back to the conversation", onclick: close }, icon("back")),
    h("div", { class: "thread-title" }, h("h2", {}, "Thread"), h("span", { class: "quiet" }, title(channel))),
    h("button", { type: "button", class: "icon-button thread-close", "aria-label": "Close the thread", onclick: close }, icon("close", 18))),
  h("div", { class: "thread-scroll", role: "log", "aria-live": "polite", "aria-label": "Replies", tabindex: "0", onkeydown: walk, hook: { create: begin, update: follow } },
    root ? rows([root], { inThread: true }) : null,
    count ? h("div", { class: "thread-divider", key: "count" }, h("span", {}, count === 1 ? "1 reply" : `${count} replies`)) : null,
    h("div", { class: "thread-replies", key: "replies" }, rows(replies, { inThread: true })),
    composer(channel, { thread: ts })));
}

function close() {
  const { ts } = state.thread;
  state.thread = null;
  redraw();
  requestAnimationFrame(() => document.querySelector(`.messages [data-ts="${ts}"]`)?.focus());
}

function begin(el) {
  el.replies = null;
  follow(el);
  if (matchMedia("(pointer: fine)").matches) el.querySelector("[data-composer=thread]")?.focus({ preventScroll: true });
}

/** Go to the newest reply when there is one more. */
function follow(el) {
  const count = el.querySelectorAll(".thread-replies .message").length;
  if (count !== el.replies) el.scrollTop = el.scrollHeight;
  el.replies = count;
}
