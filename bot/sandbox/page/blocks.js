/*
 * Block Kit's blocks: `blockNodes(blocks, place)` shows a list of them in a message, a modal or the Home. A block the page
 * does not know is a grey line that says so.
 */

import { h } from "./dom.js";
import { elementNode, safeImage } from "./elements.js";
import { troubleOf } from "./forms.js";
import { icon } from "./icons.js";
import { fieldId } from "./inputs.js";
import { markdown } from "./markdown.js";
import { prose, richText } from "./prose.js";

const SHOWN = {
  section, header, context, actions, image, input, table, alert, video, file, card, carousel,
  data_table: table,
  divider: () => h("hr", { class: "divider" }),
  rich_text: (block) => h("div", { class: "block-text" }, richText(block)),
  markdown: (block) => h("div", { class: "block-text markdown" }, markdown(block.text)),
  context_actions: actions,
};

/** Blocks as elements; `place` is the container (forms.js), `place.errors` its sentences by block_id. */
export function blockNodes(blocks, place) {
  return blocks.map((block, i) => h("div", { class: `block block-${block.type}`, key: block.block_id || i, "data-block": block.block_id || null },
    shown(block, place), trouble(block, place)));
}

/** A block, or a grey line: one that is unknown or malformed must not take the rest of the page with it. */
function shown(block, place) {
  try {
    if (SHOWN[block.type]) return SHOWN[block.type](block, place);
  } catch (fault) {
    console.warn(`Block ${block.block_id} could not be shown`, fault);
  }
  return h("div", { class: "unsupported" }, `This block can’t be shown here (${block.type}).`);
}

function trouble(block, place) {
  const text = troubleOf(place, block);
  return text ? h("div", { class: "trouble", role: "alert" }, icon("warning", 16), text) : null;
}

function section(block, place) {
  const words = [
    block.text ? h("div", { class: "block-text", dir: "auto" }, prose(block.text)) : null,
    block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field-cell", dir: "auto" }, prose(field)))) : null,
  ];
  if (!block.accessory) return words;
  const wide = /select|picker|input|checkboxes|radio/.test(block.accessory.type);
  return h("div", { class: `section${wide ? " has-wide" : ""}` },
    h("div", { class: "section-words" }, words),
    h("div", { class: `accessory accessory-${block.accessory.type}` }, elementNode(block.accessory, block, place)));
}

function header(block) {
  return h("div", { class: "block-header", role: "heading", "aria-level": String(block.level || 3), dir: "auto" }, prose(block.text));
}

function context(block) {
  return h("div", { class: "context" }, block.elements.map((element) => (element.type === "image"
    ? h("img", { class: "context-image", src: safeImage(element.image_url), alt: element.alt_text })
    : h("span", { class: "context-text", dir: "auto" }, prose(element)))));
}

function actions(block, place) {
  return h("div", { class: "actions" }, block.elements.map((element) => h("div", { class: `action action-${element.type}`, key: element.action_id }, elementNode(element, block, place))));
}

function image(block) {
  const url = block.image_url || block.slack_file?.url || (block.slack_file && `/sandbox/files/${block.slack_file.id}/image`);
  return h("figure", { class: "figure" },
    block.title ? h("figcaption", { class: "figure-title" }, prose(block.title)) : null,
    h("img", { src: safeImage(url), alt: block.alt_text, loading: "lazy", onload: (event) => event.target.dispatchEvent(new CustomEvent("grew", { bubbles: true })) }));
}

function input(block, place) {
  const id = fieldId(place, block);
  const error = place.errors?.[block.block_id];
  const { element } = block;
  const labels = /select|checkboxes|radio/.test(element.type) ? "span" : "label";
  return h("div", { class: `input-block${error ? " has-error" : ""}` },
    h(labels, { class: "input-label", id: `${id}-label`, for: labels === "label" ? id : null },
      prose(block.label), block.optional ? h("span", { class: "input-optional" }, " (optional)") : null),
    elementNode(element, block, place, { dispatches: Boolean(block.dispatch_action), error }),
    h("div", { id: `${id}-hint` },
      error ? h("div", { class: "input-error", role: "alert" }, icon("warning", 16), error) : null,
      block.hint ? h("div", { class: "input-hint" }, prose(block.hint)) : null));
}

function table(block) {
  const align = (i) => (block.column_settings?.[i]?.align ? `text-align:${block.column_settings[i].align}` : null);
  const cell = (tag) => (one, i) => h(tag, { style: align(i), dir: "auto" }, one.type === "rich_text" ? richText(one) : String(one.text ?? one.value ?? ""));
  const [head, ...rows] = block.rows || [];
  const caption = typeof block.caption === "string" ? block.caption : block.caption?.text;
  return h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": caption || "Table" },
    h("table", { class: "table" },
      caption ? h("caption", { class: "table-caption" }, caption) : null,
      head ? h("thead", {}, h("tr", {}, head.map(cell("th")))) : null,
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}

function card(block, place) {
  return h("article", { class: "card-block" },
    block.hero_image ? h("img", { class: "card-hero", src: safeImage(block.hero_image.image_url), alt: block.hero_image.alt_text, loading: "lazy" }) : null,
    h("div", { class: "card-main" },
      block.icon || block.title || block.subtitle ? h("div", { class: "card-top" },
        block.icon ? h("img", { class: "card-face", src: safeImage(block.icon.image_url), alt: block.icon.alt_text }) : null,
        h("div", { class: "card-words" },
          block.title ? h("div", { class: "card-title", dir: "auto" }, prose(block.title)) : null,
          block.subtitle ? h("div", { class: "quiet", dir: "auto" }, prose(block.subtitle)) : null)) : null,
      block.body ? h("div", { class: "block-text", dir: "auto" }, prose(block.body)) : null,
      block.actions ? actions({ ...block, elements: block.actions }, place) : null));
}

function carousel(block, place) {
  return h("div", { class: "carousel", tabindex: "0", role: "region", "aria-label": `${block.elements.length} cards` },
    block.elements.map((one, i) => h("div", { class: "carousel-card", key: one.block_id || i }, card(one, place), trouble(one, place))));
}

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "info";
  return h("div", { class: `alert alert-${level}`, role: "note" }, icon(level === "success" ? "check" : "warning", 18), h("div", {}, prose(block.text)));
}

function video(block) {
  const url = /^https?:/i.test(block.title_url || "") ? block.title_url : null;
  return h("div", { class: "card" },
    h("img", { class: "card-image", src: safeImage(block.thumbnail_url), alt: block.alt_text }),
    h("div", { class: "card-words" },
      h("b", {}, url ? h("a", { class: "link", href: url, target: "_blank", rel: "noopener noreferrer" }, prose(block.title)) : prose(block.title)),
      block.description ? h("div", { class: "quiet" }, prose(block.description)) : null,
      block.provider_name ? h("div", { class: "quiet" }, block.provider_name) : null));
}

function file(block) {
  return h("div", { class: "card" }, icon("file"), h("div", { class: "card-words" }, h("b", {}, "Remote file"), h("div", { class: "quiet" }, block.external_id)));
}
