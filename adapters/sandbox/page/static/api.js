// Talks to the world's control interface. Must not touch the document.

export async function get(path) {
  return answerOf(await fetch(path, { cache: "no-store" }));
}

export async function post(path, fields) {
  return answerOf(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  }));
}

export async function remove(path) {
  return answerOf(await fetch(path, { method: "DELETE" }));
}

async function answerOf(response) {
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    answer = null;
  }
  if (!response.ok) throw new Error(reasonIn(answer) || `${response.status} ${response.statusText}`);
  return answer;
}

function reasonIn(answer) {
  return answer && (answer.description || answer.error || answer.text || answer.message);
}

// Server-sent events that continue where they stopped; the browser reconnects by itself while the server is away.
export function follow(since, { onEvent, onLink }) {
  let last = since;
  let source = null;
  const open = () => {
    source = new EventSource(`/control/telegram/events?since=${last}`);
    source.onopen = () => onLink(true);
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      last = event.seq;
      onEvent(event);
    };
    source.onerror = () => {
      onLink(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 1000);
    };
  };
  open();
}
