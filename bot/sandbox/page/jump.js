/*
 * The quick switcher (Ctrl+K): type a few letters of a channel, a person or the app, Enter goes there. A person without a
 * conversation yet gets one.
 */

import { h } from "./dom.js";
import { avatar } from "./faces.js";
import { icon } from "./icons.js";
import { attempt } from "./message.js";
import { openMenu } from "./menus.js";
import { isHuman, nameOf, person, state } from "./state.js";
import { openChannel, readChannels } from "./workspace.js";

/** Open the switcher. */
export function openJump() {
  const anchor = document.querySelector(".sidebar-jump");
  if (!anchor) return;
  openMenu(anchor, { label: "Jump to a conversation", search: "Jump to…", width: 360, className: "jump-menu", load: (query) => [{ items: places(query.toLowerCase().replace(/^[#@]/, "")) }] });
}

function places(query) {
  const known = new Set(state.channels.filter((c) => c.kind === "im").map((c) => c.user));
  const open = state.channels.map((c) => ({
    label: c.name, aside: c.unread ? h("span", { class: "badge" }, String(c.unread)) : null, icon: faceOf(c), pick: () => openChannel(c.id), weight: c.unread ? 0 : 1,
  }));
  const people = [...state.lookups.users.values()]
    .filter((u) => isHuman(u) && !u.is_stranger && u.id !== state.me && !known.has(u.id))
    .map((u) => ({ label: nameOf(u), description: u.title, icon: avatar(u, 20), pick: () => write(u.id), weight: 2 }));
  return [...open, ...people]
    .filter((item) => item.label.toLowerCase().includes(query))
    .sort((a, b) => a.label.toLowerCase().indexOf(query) - b.label.toLowerCase().indexOf(query) || a.weight - b.weight)
    .slice(0, 12);
}

function faceOf(entry) {
  if (entry.kind === "app") return avatar(person(state.workspace.app.bot_user_id), 20);
  if (entry.kind === "im") return avatar(person(entry.user), 20);
  return icon(entry.kind === "private" ? "lock" : "hash", 18);
}

async function write(user) {
  const answer = await attempt({ do: "open_dm", user });
  if (!answer.ok) return;
  await readChannels();
  openChannel(answer.channel);
}
