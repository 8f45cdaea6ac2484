/*
 * Select menus: static and external options, people, conversations and channels; one of them or many (as chips). All open the
 * same searchable list.
 */

import { read } from "./api.js";
import { h } from "./dom.js";
import { avatar } from "./faces.js";
import { fieldId } from "./inputs.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { prose } from "./prose.js";
import { nameOf, state, toast } from "./state.js";

const seen = new Map(); // options that an external source offered, by field and value: their words are needed once chosen

/** A select's element. */
export function selectNode(field) {
  return field.element.type.startsWith("multi_") ? multi(field) : single(field);
}

function single(field) {
  const { element, block, place, value, pending } = field;
  const option = value === null || value === undefined ? null : optionOf(field, value);
  return h("button", {
    type: "button", id: fieldId(place, block), class: `input select${pending ? " is-pending" : ""}`, role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false",
    "data-action": element.action_id, "aria-invalid": field.error ? "true" : null,
    "aria-labelledby": block.type === "input" ? `${fieldId(place, block)}-label ${fieldId(place, block)}` : null,
    "aria-label": block.type === "input" ? null : `${placeholder(field)}${option ? `: ${option.label}` : ""}`,
    "aria-busy": pending ? "true" : null,
    onkeydown: openOnArrow,
    onclick: (event) => open(event.currentTarget, field, (picked) => field.use(picked)),
  },
  h("span", { class: `select-words${option ? "" : " is-placeholder"}` }, option ? option.shown || option.label : placeholder(field)),
  icon("caret", 16));
}

function multi(field) {
  const { element, block, place, pending } = field;
  const value = field.value || [];
  const toggle = (picked) => {
    const now = currentOf(field);
    const next = now.includes(picked) ? now.filter((v) => v !== picked) : [...now, picked];
    if (element.max_selected_items && next.length > element.max_selected_items) {
      toast(`You can choose up to ${element.max_selected_items}.`);
      return;
    }
    field.latest = next;
    field.use(next);
  };
  const chips = value.map((v) => {
    const option = optionOf(field, v);
    return h("span", { class: "chip", key: v }, option.icon || null, h("span", { class: "chip-words" }, option.shown || option.label),
      h("button", { type: "button", class: "chip-off", "aria-label": `Remove ${option.label}`, onclick: () => toggle(v) }, icon("close", 12)));
  });
  return h("div", { class: "multi" }, chips,
    h("button", {
      type: "button", id: fieldId(place, block), class: `input select select-multi${pending ? " is-pending" : ""}`, role: "combobox", "aria-haspopup": "listbox",
      "aria-expanded": "false", "data-action": element.action_id, "aria-invalid": field.error ? "true" : null,
      "aria-label": [block.type === "input" ? block.label?.text : null, placeholder(field), `${value.length} chosen`].filter(Boolean).join(", "),
      onkeydown: openOnArrow,
      onclick: (event) => open(event.currentTarget, field, toggle),
    }, h("span", { class: "select-words is-placeholder" }, placeholder(field)), icon("caret", 16)));
}

const currentOf = (field) => field.latest || field.value || [];

function openOnArrow(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  event.currentTarget.click();
}

function placeholder({ element }) {
  if (element.placeholder) return element.placeholder.text;
  const many = element.type.startsWith("multi_");
  const nouns = { users: ["a person", "people"], conversations: ["a conversation", "conversations"], channels: ["a channel", "channels"] };
  const noun = Object.entries(nouns).find(([name]) => element.type.includes(name))?.[1] || ["an option", "options"];
  return `Select ${noun[many ? 1 : 0]}`;
}

function open(anchor, field, pick) {
  const many = field.element.type.startsWith("multi_");
  openMenu(anchor, {
    label: placeholder(field), search: searchable(field) ? "Search" : null, multiple: many, matchWidth: true, beside: anchor.closest(".multi") || anchor,
    empty: (query) => (waitsForMore(field, query) ? "Keep typing to search" : "No results"),
    load: async (query) => {
      const groups = await groupsOf(field, query.trim());
      return groups.map((group) => ({
        ...group,
        items: group.items.map((item) => ({
          ...item, selected: many ? currentOf(field).includes(item.value) : item.value === field.value, pick: () => pick(item.value),
        })),
      }));
    },
  });
}

const searchable = ({ element }) => {
  if (!/static_select$/.test(element.type)) return true;
  return (element.options || element.option_groups.flatMap((group) => group.options)).length > 8;
};

const waitsForMore = ({ element }, query) => /external_select$/.test(element.type) && query.length < (element.min_query_length ?? 3);

async function groupsOf(field, query) {
  const { type } = field.element;
  const matching = (groups) => {
    const words = query.toLowerCase();
    return groups.map((group) => ({ ...group, items: group.items.filter((item) => `${item.label} ${item.extra || ""}`.toLowerCase().includes(words)) }));
  };
  if (/external_select$/.test(type)) return external(field, query);
  if (/users_select$/.test(type)) return matching([{ items: people() }]);
  if (/channels_select$/.test(type)) return matching([{ items: channels((c) => c.kind === "channel") }]);
  if (/conversations_select$/.test(type)) return matching(conversations(field.element.filter));
  return matching(optionGroups(field.element));
}

async function external(field, query) {
  const { element, block, place } = field;
  if (waitsForMore(field, query)) return [];
  const at = place.at.view_id ? { view_id: place.at.view_id } : place.at;
  try {
    const answer = await read.options(state.me, { action_id: element.action_id, block_id: block.block_id, value: query, ...at });
    const groups = optionGroups(answer);
    for (const item of groups.flatMap((group) => group.items)) seen.set(`${fieldId(place, block)}|${item.value}`, item);
    return groups;
  } catch (refused) {
    toast(refused.message);
    return [];
  }
}

function optionGroups({ options, option_groups: groups }) {
  const item = (option) => ({ value: option.value, label: option.text.text, shown: prose(option.text), description: option.description?.text });
  if (groups?.length) return groups.map((group) => ({ label: group.label.text, items: group.options.map(item) }));
  return [{ items: (options || []).map(item) }];
}

const people = () => [...state.lookups.users.values()]
  .filter((user) => !user.deleted && !user.is_stranger && user.id !== "USLACKBOT")
  .map((user) => ({ value: user.id, label: nameOf(user), extra: `${user.real_name} ${user.name}`, icon: avatar(user, 20), description: user.title || null }));

const channels = (wanted) => state.channels
  .filter((c) => wanted(c) && !c.is_archived)
  .map((c) => ({ value: c.id, label: c.name, icon: icon(c.kind === "private" ? "lock" : "hash", 16) }));

function conversations(filter) {
  const include = new Set(filter?.include || ["public", "private", "im"]);
  const kinds = (c) => (c.kind === "channel" && include.has("public")) || (c.kind === "private" && include.has("private"));
  return [
    { label: "Channels", items: channels(kinds) },
    { label: "People", items: include.has("im") ? people().filter((p) => !(filter?.exclude_bot_users && state.lookups.users.get(p.value).is_bot)) : [] },
  ];
}

function optionOf(field, value) {
  const { element, block, place } = field;
  if (/users_select$/.test(element.type) || (/conversations_select$/.test(element.type) && state.lookups.users.has(value))) {
    const user = state.lookups.users.get(value);
    return { label: user ? nameOf(user) : value, icon: user ? avatar(user, 20) : null };
  }
  if (/(channels|conversations)_select$/.test(element.type)) return { label: `#${state.lookups.channels.get(value)?.name || value}` };
  const initial = [element.initial_option, ...(element.initial_options || [])].filter(Boolean);
  const all = [...optionGroups(element).flatMap((group) => group.items), ...optionGroups({ options: initial })[0].items];
  return all.find((item) => item.value === value) || seen.get(`${fieldId(place, block)}|${value}`) || { label: value };
}
