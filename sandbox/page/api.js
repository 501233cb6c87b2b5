/** Speaks to the sandbox's control API; a refusal becomes an Error whose message says what to do. */

async function ask(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(`/control/${path}`, options);
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.error ?? `${answer.status} ${answer.statusText}`);
  return data;
}

const post = (path) => (body) => ask("POST", path, body);

function query(values) {
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return new URLSearchParams(known).toString();
}

export const api = {
  state: () => ask("GET", "state"),
  backstage: () => ask("GET", "backstage"),
  kill: post("backstage/kill"),
  jump: post("backstage/jump"),
  clock: post("clock"),
  faults: () => ask("GET", "faults").then((data) => data.faults),
  addFault: post("faults"),
  clearFaults: () => ask("DELETE", "faults"),
  migrate: post("migrate"),
  sends: (after) => ask("GET", `sends?${query({ after })}`).then((data) => data.sends),
  stories: () => ask("GET", "stories"),
  runStory: post("stories/run"),
  stopStory: () => ask("POST", "stories/stop", {}),
  beginRecording: () => ask("POST", "stories/recording", {}),
  calls: (after) => ask("GET", `calls?${query({ after })}`).then((data) => data.calls),
  messages: (chatId) => ask("GET", `messages?${query({ chat_id: chatId })}`).then((data) => data.messages),
  keyboard: (chatId) => ask("GET", `keyboard?${query({ chat_id: chatId })}`),
  commands: (chatId, viewerId) => ask("GET", `commands?${query({ chat_id: chatId, from_id: viewerId })}`),
  callback: (id) => ask("GET", `callbacks/${encodeURIComponent(id)}`),
  addPerson: post("people"),
  say: post("say"),
  start: post("start"),
  press: post("press"),
  edit: post("edit"),
  remove: post("delete"),
  block: post("block"),
  unblock: post("unblock"),
  deactivate: post("deactivate"),
  member: post("member"),
  topics: post("topics"),
  contact: post("contact"),
  location: post("location"),
  sticker: post("sticker"),
  forward: post("forward"),
  vote: post("vote"),
  react: post("react"),
  poll: post("poll"),
  share: post("share"),
  inline: post("inline"),
  choose: post("choose"),
  webApp: post("webapp"),
  webAppData: post("webapp_data"),
  fileLink: (fileId) => ask("GET", `files/${encodeURIComponent(fileId)}/link`),
};

/** Sends one file as a person. `fields`: chat_id, from_id, kind and the optional ones of the control API. */
export function upload(file, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, String(value));
  }
  form.append("file", file, file.name);
  return ask("POST", "upload", form);
}

/** Where what was played by hand lies as a story. */
export const RECORDING = "/control/stories/recording";

export function fileUrl(fileId) {
  return `/control/files/${encodeURIComponent(fileId)}`;
}
