/** What stands where one would write, when one cannot: why, and the button that changes it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { once } from "./press.js";
import { t } from "./i18n.js";

/** {key, draw()} for a place, or null where one can write. `run(deed)` carries out a control call, `startBot()` starts the bot. */
export function noticeOf({ isGroup, viewerId, chatId, closed }, { store, run, startBot }) {
  const person = store.people.get(viewerId);
  if (isGroup && !viewerId) return { key: "no clerk", draw: () => t("noClerk") };
  if (person?.deactivated) return { key: "deactivated", draw: () => t("deactivated") };
  if (closed) return { key: "closed", draw: () => [icon("lock"), t("topicClosed")] };
  if (isGroup) return null;
  const big = (key, label, press) => ({ key: `${key} ${chatId}`, draw: () => h("button", { type: "button", class: "button is-primary is-wide", data: { testid: key }, onclick: once(press) }, label) });
  if (person?.blocked) return big("unblock-button", t("unblock"), () => run(() => api.unblock({ user_id: viewerId })));
  const isNew = () => store.isLoaded(chatId) && !store.list(chatId).length;
  return isNew() && store.bot ? big("start-button", t("start"), () => isNew() && startBot()) : null;
}
