import { echoPath } from "../protocol/echo";

const trips = 5;
/** A connection that needs longer for its opening or one round trip is of no use for a conversation. */
const giveUpMs = 5_000;

/** The median of some round trips over a WebSocket to the page's own server, ms; null when none comes through. */
export function measureRoundTrip(origin: string = location.origin): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(origin.replace(/^http/, "ws") + echoPath);
    const times: number[] = [];
    let sentMs = 0;
    const end = (result: number | null) => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => end(null), giveUpMs);
    const send = () => {
      sentMs = performance.now();
      socket.send("ping");
    };
    socket.onopen = send;
    socket.onmessage = () => {
      times.push(performance.now() - sentMs);
      if (times.length < trips) send();
      else end(times.toSorted((a, b) => a - b)[Math.floor(trips / 2)] ?? null);
    };
    socket.onerror = socket.onclose = () => end(null);
  });
}
