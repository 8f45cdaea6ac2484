/*
 * The page: starts as the person named by `?as=` (or the first one), draws everything from `state`, and goes where the
 * address, the keyboard or a mention says.
 */

import { read } from "./api.js";
import { clockBar } from "./clock_bar.js";
import { conversation } from "./conversation.js";
import { h, render } from "./dom.js";
import { icon } from "./icons.js";
import { openJump } from "./jump.js";
import { modal } from "./modals.js";
import { sidebar } from "./sidebar.js";
import { channel, drawWith, isHuman, redraw, state } from "./state.js";
import { startTheme } from "./theme.js";
import { threadPane } from "./thread.js";
import { become, markRead, openChannel, readClock } from "./workspace.js";

const CLOCK_EVERY = 15_000;
const root = document.getElementById("page");

function draw() {
  if (!state.workspace || !state.me) return;
  render(root, [
    clockBar(),
    state.lineUp ? null : h("div", { class: "line-down", role: "status", key: "line" }, h("span", { class: "spinner" }), "Trying to reconnect…"),
    h("div", { class: `shell${state.thread ? " has-thread" : ""}`, key: "shell" },
      sidebar(),
      state.drawer ? h("div", { class: "scrim", key: "scrim", onclick: closeDrawer }) : null,
      conversation(),
      threadPane()),
    modal(),
    state.toast ? h("div", { class: "toast", role: "status", key: "toast" }, icon("warning", 18), state.toast) : null,
  ]);
  const unread = state.channels.reduce((sum, c) => sum + (c.kind === "im" || c.kind === "app" ? c.unread : c.mentions), 0);
  document.title = `${unread ? `(${unread}) ` : ""}${channel(state.open.channel)?.name || state.workspace.team.name} – ${state.workspace.team.name}`;
}

function closeDrawer() {
  state.drawer = false;
  redraw();
}

function place() {
  const query = new URLSearchParams(location.search);
  return { user: query.get("as"), channel: query.get("in"), tab: query.get("tab") || undefined };
}

async function start() {
  startTheme();
  const workspace = await read.workspace();
  const people = workspace.users.filter(isHuman);
  const wish = place();
  const self = people.find((user) => user.id === wish.user) || people[0];
  root.replaceChildren();
  drawWith(draw);
  await become(self.id, wish);
  setInterval(() => {
    if (!document.hidden && state.lineUp) readClock().catch(() => {});
  }, CLOCK_EVERY);
}

addEventListener("popstate", () => {
  const wish = place();
  if (wish.user && wish.user !== state.me) become(wish.user, wish);
  else if (wish.channel) openChannel(wish.channel, { tab: wish.tab });
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !state.modals.length) {
    event.preventDefault();
    openJump();
  }
});

document.addEventListener("click", (event) => {
  const mention = event.target.closest("a[data-channel]");
  if (!mention || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openChannel(mention.dataset.channel);
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && state.open.tab === "messages") markRead(state.open.channel);
});

start().catch((refused) => {
  root.replaceChildren();
  render(root, h("div", { class: "blank" }, refused.message));
});
