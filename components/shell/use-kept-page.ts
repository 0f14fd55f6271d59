"use client";
import { useRouter } from "next/navigation";
import { type MouseEvent, useState } from "react";
import { askServer } from "@/lib/client/server-reachable";

const answerMs = 2_000;

/**
 * Keeps the page when a link would lead to the browser's error page, because the server can't be reached. `isUnreachable`
 * comes from /health; a browser that calls itself offline may still reach a server on its own machine, so it is asked.
 */
export function useKeptPage(isUnreachable: boolean): {
  /** A link was pressed and the server did not answer. */
  kept: boolean;
  forget: () => void;
  followLink: (event: MouseEvent) => void;
} {
  const router = useRouter();
  const [kept, setKept] = useState(false);
  const followLink = (event: MouseEvent) => {
    if (navigator.onLine && !isUnreachable) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.target === "_blank" || link.origin !== location.origin || link.hash !== "") return;
    event.preventDefault();
    askServer(answerMs).then((answer) => {
      setKept(answer !== "answers");
      if (answer === "answers") router.push(link.href);
    });
  };
  return { kept, forget: () => setKept(false), followLink };
}
