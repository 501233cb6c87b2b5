/** A Mini App's place: what Telegram would hand to it at launch, and a field to send data back. No foreign page is opened. */

import { h, replace } from "./dom.js";
import { api } from "./api.js";
import { openDialog } from "./dialogs.js";
import { once } from "./press.js";
import { t } from "./i18n.js";

const KINDS = ["fresh", "stale", "forged"];

/**
 * Launches the Mini App of a button under `message`, of the reply keyboard (`button`: its text) or of the menu (neither).
 * Only an app of the keyboard may send data back, and only it is launched without signed data.
 */
export function openWebApp({ chat, viewerId, button, message }) {
  const who = { chat_id: chat.target.chatId, from_id: viewerId };
  const which = { message_id: message?.message_id, button_text: button?.text };
  const launch = (kind) => api.webApp({ ...who, ...which, kind });
  const ofKeyboard = Boolean(button && !message);
  return chat.run(async () => {
    const { url } = await launch(KINDS[0]);
    show({ chat, who, title: button?.text ?? t("menuButton"), url, launch: ofKeyboard ? null : launch, canSend: ofKeyboard });
  });
}

function show({ chat, who, title, url, launch, canSend }) {
  const lines = h("dl", { class: "launch", data: { testid: "webapp-launch" } });
  const drawLines = (address) => replace(lines, Object.entries(launchLines(address)).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  let chosen = KINDS[0];
  const choose = async (kind) => {
    chosen = kind;
    const launched = await launch(kind);
    if (chosen === kind) drawLines(launched.url);
  };
  const kinds = launch ? h("label", { class: "field" }, h("span", {}, t("webAppKind")), h("select", { data: { testid: "webapp-kind" }, onchange: ({ target: { value } }) => chat.run(() => choose(value)) },
    KINDS.map((kind) => h("option", { value: kind }, t(`webApp_${kind}`))))) : null;
  const data = canSend ? h("textarea", { class: "webapp-data", rows: "3", "aria-label": t("webAppData"), placeholder: t("webAppData"), data: { testid: "webapp-data" } }) : null;
  const send = async () => { if (await chat.run(() => api.webAppData({ from_id: who.from_id, button_text: title, data: data.value }))) dialog.close(); };
  const dialog = openDialog("dialog webapp", "webapp", h("h2", {}, title), h("p", { class: "dialog-note" }, t("webAppNote")), kinds, lines, data,
    h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "button", data: { testid: "webapp-close" }, onclick: () => dialog.close() }, t("close")),
      canSend ? h("button", { type: "button", class: "button is-primary", data: { testid: "webapp-send" }, onclick: once(send) }, t("webAppSend")) : null));
  dialog.setAttribute("aria-label", title);
  drawLines(url);
}

/** The launch as lines: the address, and each field of the signed data that comes with it. */
function launchLines(url) {
  const address = new URL(url);
  const signed = new URLSearchParams(address.hash.slice(1)).get("tgWebAppData") ?? "";
  return { url: `${address.origin}${address.pathname}${address.search}`, ...Object.fromEntries(new URLSearchParams(signed)) };
}
