/*
 * One message: its author or only its time in the gutter when it follows another of theirs, its text or blocks, attachments,
 * files, reactions, thread line, the toolbar that appears under the pointer or the keyboard, and the editor for one's own.
 */

import { act } from "./api.js";
import { blockNodes } from "./blocks.js";
import { ago, full, shortTime, time } from "./dates.js";
import { h } from "./dom.js";
import { safeImage } from "./elements.js";
import { openPicker, picture } from "./emoji.js";
import { confirmed } from "./confirm.js";
import { appBadge, avatar } from "./faces.js";
import { messagePlace, valuesOf } from "./forms.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { unescape } from "./mrkdwn.js";
import { prose, richText } from "./prose.js";
import { nameOf, now, person, redraw, state, toast, zone } from "./state.js";
import { openThread } from "./workspace.js";

/** Do something as the person looking, and say so if it was refused. */
export async function attempt(deed) {
  const answer = await act(state.me, deed);
  if (!answer.ok) toast(answer.shown || "That didn’t work. Try again.");
  return answer;
}

/** A message's element. `grouped` hides its author; `inThread` its thread line. */
export function messageNode(message, { grouped = false, inThread = false, isRoot = false } = {}) {
  const author = person(message.user) || { real_name: message.username, is_bot: Boolean(message.bot_id), color: state.workspace.app.color };
  const name = message.username || nameOf(author);
  const epoch = Number(message.ts);
  const classes = ["message", grouped ? "is-grouped" : "", message.ephemeral ? "is-ephemeral" : "", state.editing === message.ts ? "is-editing" : ""];
  return h("article", {
    class: classes.filter(Boolean).join(" "), "data-ts": message.ts, tabindex: "-1", "aria-label": `${name}, ${time(epoch, zone())}`,
  },
  message.ephemeral ? ephemeralNote(message) : null,
  message.subtype === "thread_broadcast" ? h("div", { class: "message-note" }, icon("reply", 14), inThread ? "Also sent to the channel" : "replied to a thread") : null,
  h("div", { class: "message-row" },
    h("div", { class: "message-gutter" }, grouped
      ? h("time", { class: "message-time is-gutter", title: full(epoch, zone(), now()) }, shortTime(epoch, zone()))
      : avatar(author, 36)),
    h("div", { class: "message-main" },
      grouped ? null : h("div", { class: "message-head" },
        h("span", { class: "message-name" }, name),
        message.bot_id || author.is_bot ? appBadge() : null,
        h("time", { class: "message-time", title: full(epoch, zone(), now()), datetime: new Date(epoch * 1000).toISOString() }, time(epoch, zone()))),
      state.editing === message.ts ? editor(message) : body(message),
      attachments(message),
      files(message),
      reactions(message),
      inThread || message.thread_ts !== message.ts ? broadcastLine(message, inThread) : threadLine(message))),
  message.ephemeral || state.editing === message.ts ? null : toolbar(message, { inThread, isRoot }));
}

function ephemeralNote(message) {
  return h("div", { class: "message-note" }, icon("eye", 14), "Only visible to you",
    h("button", { type: "button", class: "text-button", onclick: () => attempt({ do: "dismiss", channel: message.channel, ts: message.ts }) }, "Dismiss"));
}

function body(message) {
  const edited = message.edited && !message.bot_id ? h("span", { class: "edited", title: full(Number(message.edited.ts), zone(), now()) }, "(edited)") : null;
  if (!message.blocks?.length) return h("div", { class: "message-text", dir: "auto" }, prose(message.text, { jumbo: true }), edited);
  if (!message.bot_id && message.blocks.every((block) => block.type === "rich_text")) {
    return h("div", { class: "message-text", dir: "auto" }, message.blocks.map(richText), edited);
  }
  const place = messagePlace(message);
  valuesOf(place, message.blocks);
  return h("div", { class: "blocks" }, blockNodes(message.blocks, place), edited);
}

function attachments(message) {
  return (message.attachments || []).map((one, i) => {
    const place = messagePlace(message);
    const known = { good: "#007a5a", warning: "#de9e31", danger: "#e01e5a" };
    const color = known[one.color] || (/^#?[0-9a-f]{6}$/i.test(one.color || "") ? `#${one.color.replace("#", "")}` : "#dddddd");
    return h("div", { class: "attachment", key: `a${i}`, style: `--bar:${color}` },
      one.pretext ? h("div", {}, prose(one.pretext)) : null,
      one.author_name ? h("div", { class: "quiet" }, one.author_name) : null,
      one.title ? h("b", {}, prose(one.title)) : null,
      one.blocks ? blockNodes(one.blocks, place) : h("div", { class: "message-text" }, prose(one.text || one.fallback)),
      one.fields ? h("div", { class: "fields" }, one.fields.map((f) => h("div", { class: "field-cell" }, h("b", {}, f.title), h("div", {}, prose(f.value))))) : null,
      one.image_url ? h("img", { class: "attachment-image", src: safeImage(one.image_url), alt: one.fallback || "" }) : null,
      one.footer ? h("div", { class: "context-text" }, prose(one.footer)) : null);
  });
}

function files(message) {
  return (message.files || []).map((file) => h("a", { class: "card file-card", key: file.id, href: /^(https?:|\/)/.test(file.url || "") ? file.url : null, target: "_blank", rel: "noopener" },
    file.mimetype?.startsWith("image/") ? h("img", { class: "card-image", src: safeImage(file.url), alt: file.alt_txt || file.title || file.name }) : h("span", { class: "card-icon" }, icon("file")),
    h("span", { class: "card-words" }, h("b", {}, file.title || file.name), h("span", { class: "quiet" }, file.mimetype))));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" },
    message.reactions.map((reaction) => {
      const mine = reaction.users.includes(state.me);
      const names = reaction.users.map((id) => (id === state.me ? "you" : nameOf(person(id)))).join(", ");
      const [name, tone] = reaction.name.split("::skin-tone-");
      return h("button", {
        key: reaction.name, type: "button", class: `reaction${mine ? " is-mine" : ""}`, "aria-pressed": String(mine), title: `${names} reacted with :${reaction.name}:`,
        onclick: () => attempt({ do: mine ? "unreact" : "react", channel: message.channel, ts: message.ts, name: reaction.name }),
      }, picture(name, tone ? Number(tone) : null), h("span", { class: "reaction-count" }, String(reaction.count)));
    }),
    h("button", { type: "button", class: "reaction reaction-add", "aria-label": "Add a reaction", onclick: (event) => pickReaction(event.currentTarget, message) }, icon("smile", 16)));
}

function pickReaction(anchor, message) {
  openPicker(anchor, (name) => attempt({ do: "react", channel: message.channel, ts: message.ts, name }));
}

function threadLine(message) {
  if (!message.reply_count) return null;
  const faces = (message.reply_users || []).slice(0, 5).map((id) => avatar(person(id), 24));
  return h("button", { type: "button", class: "thread-line", onclick: () => openThread(message.channel, message.ts) },
    h("span", { class: "thread-faces" }, faces),
    h("span", { class: "thread-count" }, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    h("span", { class: "thread-last" }, h("span", { class: "thread-when" }, `Last reply ${ago(Number(message.latest_reply || message.ts), zone(), now())}`), h("span", { class: "thread-view" }, "View thread")),
    icon("chevron", 16));
}

function broadcastLine(message, inThread) {
  if (inThread || message.subtype !== "thread_broadcast") return null;
  return h("button", { type: "button", class: "text-button", onclick: () => openThread(message.channel, message.thread_ts) }, "View thread");
}

function toolbar(message, { inThread }) {
  const quick = (name) => h("button", {
    type: "button", class: "tool", "aria-label": `React with ${name.replace(/_/g, " ")}`, title: `:${name}:`,
    onclick: () => attempt({ do: "react", channel: message.channel, ts: message.ts, name }),
  }, picture(name));
  return h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    quick("white_check_mark"), quick("eyes"), quick("raised_hands"),
    h("button", { type: "button", class: "tool", "aria-label": "Find another reaction", title: "Find another reaction", onclick: (event) => pickReaction(event.currentTarget, message) }, icon("smile", 18)),
    inThread ? null : h("button", { type: "button", class: "tool", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => openThread(message.channel, message.thread_ts || message.ts) }, icon("reply", 18)),
    h("button", { type: "button", class: "tool", "aria-label": "More actions", title: "More actions", "aria-haspopup": "listbox", "aria-expanded": "false", onclick: (event) => openMore(event.currentTarget, message) }, icon("more", 18)));
}

function openMore(anchor, message) {
  const own = message.user === state.me;
  const shortcuts = state.workspace.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
    label: shortcut.name, description: state.workspace.app.name, icon: avatar(person(state.workspace.app.bot_user_id), 20),
    pick: () => attempt({ do: "shortcut", callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts }),
  }));
  const edit = { label: "Edit message", icon: icon("edit", 18), pick: () => startEditing(message) };
  const drop = { label: "Delete message…", danger: true, icon: icon("close", 18), pick: () => remove(message) };
  const copy = { label: "Copy text", icon: icon("file", 18), pick: () => navigator.clipboard?.writeText(unescape(message.text || "")) };
  openMenu(anchor, {
    label: "More actions", align: "end", width: 280,
    load: () => [{ items: [...(own ? [edit] : []), copy] }, { label: shortcuts.length ? "Message shortcuts" : null, items: shortcuts }, { items: own ? [drop] : [] }],
  });
}

function startEditing(message) {
  state.editing = message.ts;
  redraw();
}

async function remove(message) {
  const sure = await confirmed({
    title: "Delete message", text: "Are you sure you want to delete this message? This cannot be undone.", confirm: "Delete", deny: "Cancel", style: "danger",
  });
  if (sure) attempt({ do: "delete", channel: message.channel, ts: message.ts });
}

function editor(message) {
  const stop = () => {
    state.editing = null;
    redraw();
  };
  const save = async (field) => {
    const text = field.value.trim();
    if (!text) return remove(message);
    if (text !== unescape(message.text)) await attempt({ do: "edit", channel: message.channel, ts: message.ts, text });
    return stop();
  };
  const field = (event) => event.currentTarget.closest(".editor").querySelector("textarea");
  return h("div", { class: "editor" },
    h("textarea", {
      class: "editor-text", "aria-label": "Edit message", rows: 1,
      hook: {
        create: (el) => {
          el.value = unescape(message.text);
          el.focus();
        },
      },
      onkeydown: (event) => {
        if (event.key === "Escape") stop();
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          save(event.target);
        }
      },
    }),
    h("div", { class: "editor-foot" },
      h("button", { type: "button", class: "button is-small", onclick: stop }, "Cancel"),
      h("button", { type: "button", class: "button is-small is-primary", onclick: (event) => save(field(event)) }, "Save")));
}
