/*
 * The sidebar: the team's name, a way to jump anywhere, channels, direct messages and the app, each with what is unread. Arrow
 * keys walk through it; on a narrow screen it is a drawer.
 */

import { h } from "./dom.js";
import { avatar, presence } from "./faces.js";
import { icon } from "./icons.js";
import { openJump } from "./jump.js";
import { me, nameOf, person, redraw, state } from "./state.js";
import { openChannel } from "./workspace.js";

const SECTIONS = [
  ["Channels", (c) => (c.kind === "channel" || c.kind === "private") && !c.is_archived],
  ["Direct messages", (c) => c.kind === "im"],
  ["Apps", (c) => c.kind === "app"],
];

export function sidebar() {
  const { team } = state.workspace;
  return h("nav", { class: `sidebar${state.drawer ? " is-open" : ""}`, id: "sidebar", "aria-label": "Conversations", onkeydown: walk },
    h("header", { class: "sidebar-head" },
      h("span", { class: "team-face", "aria-hidden": "true" }, team.name.slice(0, 1)),
      h("h1", { class: "team-name" }, team.name),
      h("button", { type: "button", class: "icon-button sidebar-close", "aria-label": "Close the sidebar", onclick: closeDrawer }, icon("close", 18))),
    h("button", { type: "button", class: "sidebar-jump", onclick: openJump, "aria-keyshortcuts": "Control+K" }, icon("search", 16), h("span", {}, "Jump to…"), h("kbd", {}, "Ctrl K")),
    h("div", { class: "sidebar-scroll" },
      SECTIONS.map(([name, belongs]) => section(name, state.channels.filter(belongs)))),
    myself());
}

function section(name, entries) {
  if (!entries.length) return null;
  return h("section", { class: "sidebar-section", key: name },
    h("h2", { class: "sidebar-title" }, name),
    h("ul", {}, entries.map((entry) => h("li", { key: entry.id }, row(entry)))));
}

function row(entry) {
  const isOpen = state.open.channel === entry.id;
  const unread = entry.unread > 0;
  const personal = entry.kind === "im" || entry.kind === "app";
  const badge = personal ? entry.unread : entry.mentions;
  const words = entry.name + (entry.user === state.me ? " (you)" : "");
  return h("button", {
    type: "button", class: `sidebar-row${isOpen ? " is-open" : ""}${unread ? " is-unread" : ""}`, "aria-current": isOpen ? "page" : null, "data-channel": entry.id,
    onclick: () => openChannel(entry.id, { tab: "messages" }),
  },
  personal ? face(entry) : icon(entry.kind === "private" ? "lock" : "hash", 16),
  h("span", { class: "sidebar-name" }, words),
  entry.is_ext_shared ? h("span", { class: "sidebar-shared", title: "Shared with another organisation" }, "⧉") : null,
  badge > 0 ? h("span", { class: "badge" }, badge > 99 ? "99+" : String(badge), h("span", { class: "visually-hidden" }, " unread")) : null);
}

function face(entry) {
  const isApp = entry.kind === "app";
  const user = person(isApp ? state.workspace.app.bot_user_id : entry.user);
  const there = isApp ? state.workspace.app.online : user?.presence === "active";
  return h("span", { class: "sidebar-face" }, avatar(user, 20), presence(there));
}

function myself() {
  const self = me();
  if (!self) return null;
  return h("footer", { class: "sidebar-me" }, h("span", { class: "sidebar-face" }, avatar(self, 28), presence(self.presence === "active")),
    h("span", { class: "sidebar-me-words" }, h("b", {}, nameOf(self)), h("span", {}, self.title || "Member")));
}

function closeDrawer() {
  state.drawer = false;
  redraw();
}

function walk(event) {
  if (event.key === "Escape" && state.drawer) closeDrawer();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll(".sidebar-row")];
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  all[(at + step + all.length) % all.length].focus();
}
