/*
 * The middle of the page: the open conversation's header, its tabs if it is the app's, and its messages, Home or About.
 */

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { avatar, presence } from "./faces.js";
import { home } from "./home.js";
import { icon } from "./icons.js";
import { messageList } from "./messages.js";
import { prose } from "./prose.js";
import { channel as channelOf, nameOf, person, redraw, state } from "./state.js";
import { openTab } from "./workspace.js";

export function conversation() {
  const channel = channelOf(state.open.channel);
  if (!channel) return h("main", { class: "conversation" }, h("div", { class: "blank" }, "Choose a conversation on the left."));
  const { tab } = state.open;
  const isApp = channel.kind === "app";
  return h("main", { class: "conversation", "aria-label": channel.name },
    header(channel),
    isApp ? tabs(tab) : null,
    !isApp || tab === "messages" ? h("div", { class: "conversation-body", key: `body-${channel.id}`, id: "tab-panel" }, messageList(channel, { intro: intro(channel) }), composer(channel)) : null,
    isApp && tab === "home" ? home() : null,
    isApp && tab === "about" ? about() : null);
}

function header(channel) {
  const isRoom = channel.kind === "channel" || channel.kind === "private";
  const user = isRoom ? null : person(channel.kind === "app" ? state.workspace.app.bot_user_id : channel.user);
  return h("header", { class: "conversation-head" },
    h("button", { type: "button", class: "icon-button drawer-button", "aria-label": "Open the sidebar", "aria-controls": "sidebar", "aria-expanded": String(state.drawer), onclick: openDrawer }, icon("menu")),
    h("h2", { class: "conversation-name" },
      isRoom ? icon(channel.kind === "private" ? "lock" : "hash", 18) : h("span", { class: "head-face" }, avatar(user, 24), presence(channel.kind === "app" ? state.workspace.app.online : user?.presence === "active")),
      h("span", { class: "conversation-words" }, channel.name)),
    channel.topic || user?.title ? h("p", { class: "conversation-topic" }, channel.topic ? prose(channel.topic) : user.title) : null,
    isRoom ? h("span", { class: "conversation-members", title: `${channel.num_members} members` }, icon("people", 18), String(channel.num_members), h("span", { class: "visually-hidden" }, " members")) : null);
}

function openDrawer() {
  state.drawer = true;
  redraw();
  requestAnimationFrame(() => document.querySelector(".sidebar-row.is-open, .sidebar-row")?.focus());
}

function tabs(open) {
  const { app } = state.workspace;
  const shown = [["home", "Home", app.home_tab], ["messages", "Messages", app.messages_tab], ["about", "About", true]].filter(([, , on]) => on !== false);
  const walk = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = shown.findIndex(([id]) => id === open);
    const next = shown[(at + step + shown.length) % shown.length][0];
    openTab(next);
    event.currentTarget.querySelector(`[data-tab=${next}]`).focus();
  };
  return h("div", { class: "tabs", role: "tablist", "aria-label": app.name, onkeydown: walk }, shown.map(([id, words]) => h("button", {
    key: id, type: "button", role: "tab", class: "tab", "data-tab": id, "aria-selected": String(id === open), "aria-controls": "tab-panel", tabindex: id === open ? "0" : "-1", onclick: () => openTab(id),
  }, words)));
}

function intro(channel) {
  if (channel.kind === "channel" || channel.kind === "private") {
    return h("div", { class: "intro" },
      h("h3", { class: "intro-name" }, icon(channel.kind === "private" ? "lock" : "hash", 24), channel.name),
      h("p", {}, channel.purpose ? prose(channel.purpose) : "This is the very beginning of the channel."));
  }
  const user = person(channel.kind === "app" ? state.workspace.app.bot_user_id : channel.user);
  const { app } = state.workspace;
  return h("div", { class: "intro" },
    h("div", { class: "intro-face" }, avatar(user, 72), h("h3", { class: "intro-name" }, channel.name)),
    h("p", {}, channel.kind === "app" ? app.description : channel.user === state.me
      ? "This is your space. Draft messages, list what’s next, or keep links at hand."
      : ["This conversation is just between ", h("span", { class: "mention" }, `@${nameOf(user)}`), " and you."]));
}

function about() {
  const { app, commands, shortcuts } = state.workspace;
  const list = (title, items) => (items.length ? h("section", {}, h("h3", {}, title), h("dl", { class: "about-list" }, items.map(([name, words]) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, words))))) : null);
  return h("div", { class: "about", id: "tab-panel", role: "tabpanel", tabindex: "0" },
    h("div", { class: "about-head" }, avatar(person(app.bot_user_id), 72), h("div", {}, h("h3", { class: "about-name" }, app.name), h("p", { class: "quiet" }, app.online ? "Connected" : "Not connected"))),
    app.description ? h("p", {}, app.description) : null,
    list("Slash commands", commands.map((c) => [`${c.command} ${c.usage_hint || ""}`.trim(), c.description])),
    list("Shortcuts", shortcuts.map((s) => [s.name, s.description])));
}
