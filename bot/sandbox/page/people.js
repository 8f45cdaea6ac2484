/*
 * The person switcher: who one is at the moment, and everybody one can be, with title and local time.
 */

import { h } from "./dom.js";
import { avatar, presence } from "./faces.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { time } from "./dates.js";
import { channel, isHuman, me, nameOf, now, state } from "./state.js";
import { become } from "./workspace.js";

export function personButton() {
  const self = me();
  return h("button", {
    type: "button", class: "person", "aria-haspopup": "listbox", "aria-expanded": "false", onclick: (event) => openPeople(event.currentTarget),
  },
  avatar(self, 28),
  h("span", { class: "visually-hidden" }, "You are "),
  h("span", { class: "person-words" },
    h("span", { class: "person-name" }, nameOf(self)),
    h("span", { class: "person-role" }, self?.title ? [h("span", { class: "person-title" }, self.title), h("span", { "aria-hidden": "true" }, "·")] : null, self ? h("span", {}, time(now(), self.tz)) : null)),
  h("span", { class: "visually-hidden" }, ". Be somebody else"),
  icon("caret", 16));
}

function openPeople(anchor) {
  const everybody = [...state.lookups.users.values()].filter(isHuman);
  openMenu(anchor, {
    label: "Be somebody else", align: "end", width: 340, tallest: 640, search: everybody.length > 9 ? "Search people" : null, className: "people-menu",
    load: (query) => [{ label: "See the workspace as", items: everybody.filter((user) => `${nameOf(user)} ${user.title}`.toLowerCase().includes(query.toLowerCase())).map(item) }],
  });
}

function item(user) {
  const kind = user.is_stranger ? "Another company" : user.is_ultra_restricted || user.is_restricted ? "Guest" : null;
  return {
    label: nameOf(user), description: [...new Set([user.title, kind])].filter(Boolean).join(" · ") || "Member", selected: user.id === state.me,
    icon: h("span", { class: "sidebar-face" }, avatar(user, 32), presence(user.presence === "active")),
    aside: h("span", { class: "person-time" }, h("span", {}, time(now(), user.tz)), h("span", { class: "person-zone" }, user.tz.split("/").at(-1).replace(/_/g, " "))),
    pick: () => become(user.id, wish()),
  };
}

/** Where the next person should find themselves: the same place, or their own conversation with the app. */
function wish() {
  const open = channel(state.open.channel);
  return { channel: open?.kind === "app" ? null : open?.id, tab: state.open.tab };
}
