/** Knows which links stay inside the sandbox (deep links of the bot, links to group messages) and which may leave it. */

const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "www.t.me"]);
const SAFE_SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

function parse(url) {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

export function isSafeUrl(url) {
  return SAFE_SCHEMES.has(parse(url)?.protocol);
}

/** `{username, payload}` when the link starts a bot, else null. Both t.me and tg://resolve forms. */
export function deepLinkOf(url) {
  const link = parse(url);
  if (!link) return null;
  const payload = link.searchParams.get("start");
  if (link.protocol === "tg:" && (link.host === "resolve" || link.pathname.endsWith("resolve"))) {
    return { username: link.searchParams.get("domain") ?? "", payload: payload ?? "" };
  }
  if (!TELEGRAM_HOSTS.has(link.hostname)) return null;
  const [username, ...rest] = link.pathname.split("/").filter(Boolean);
  if (!username || rest.length || username === "c") return null;
  return { username, payload: payload ?? "" };
}

/** `{chatId, threadId, messageId}` when the link names a message of a private supergroup (t.me/c/…), else null. */
export function messageLinkOf(url) {
  const link = parse(url);
  if (!link || !TELEGRAM_HOSTS.has(link.hostname)) return null;
  const [mark, chat, ...ids] = link.pathname.split("/").filter(Boolean);
  const numbers = ids.map(Number);
  if (mark !== "c" || !chat || !numbers.length || numbers.some(Number.isNaN)) return null;
  return { chatId: Number(`-100${chat}`), threadId: numbers.length > 1 ? numbers[0] : 0, messageId: numbers.at(-1) };
}

/** Follows a link inside the sandbox if it can; true means that it was handled and the browser need not. */
export function openLink(url, actions) {
  const deep = deepLinkOf(url);
  if (deep) return actions.deepLink?.(deep) ?? false;
  const message = messageLinkOf(url);
  if (message) return actions.messageLink?.(message) ?? false;
  return false;
}
