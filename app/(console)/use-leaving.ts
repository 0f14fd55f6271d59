"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

/** While somebody leaves who has agreed to it, or has to: no unsaved form asks. */
let isAgreed = false;

/** What `useLeaving` counts as leaving beside another page: an address of this page that shows something else. */
interface LeavingOptions {
  asksWithin?: boolean;
}

/**
 * Holds a person back who leaves the page while `isActive`: by a link of this site, by Back where the browser lets
 * that be held, by an act that was given to `askFirst`, or by anything else, where the browser itself asks.
 */
export function useLeaving(isActive: boolean, { asksWithin = false }: LeavingOptions = {}) {
  const router = useRouter();
  /** What waits for the answer. */
  const [held, setHeld] = useState<{ go: () => void } | null>(null);

  useEffect(() => {
    if (!isActive) return;
    // Older browsers have none: there, Back leaves at once.
    const history: Navigation | undefined = window.navigation;
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (!isAgreed) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      const path = link instanceof HTMLAnchorElement && isPlain(event, link) ? leadsAway(link.href, asksWithin) : null;
      if (path === null || isAgreed) return;
      event.preventDefault();
      // Neither the link's own listener nor that of another unsaved form: one question is enough.
      event.stopImmediatePropagation();
      // The link knows best how it is followed; a list that was fetched again meanwhile may have dropped it.
      const go = () => (link?.isConnected ? follow(link as HTMLAnchorElement) : router.push(path as "/chat"));
      setHeld({ go });
    };
    const onNavigate = (event: NavigateEvent) => {
      const isHeld = event.cancelable && !event.defaultPrevented && !isAgreed && event.navigationType === "traverse";
      const { url, key } = event.destination;
      if (!isHeld || !event.destination.sameDocument || leadsAway(url, asksWithin) === null) return;
      event.preventDefault();
      setHeld({ go: () => traverse(key) });
    };
    window.addEventListener("beforeunload", onBeforeUnload);
    history?.addEventListener("navigate", onNavigate);
    // Before the links' own listeners.
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onBeforeUnload);
      history?.removeEventListener("navigate", onNavigate);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [isActive, asksWithin, router]);

  return {
    isAsking: held !== null,
    stay: () => setHeld(null),
    leave() {
      setHeld(null);
      held?.go();
    },
    /** Does at once what would lose nothing; else after the person agreed. */
    askFirst(act: () => void) {
      if (isActive) setHeld({ go: act });
      else act();
    },
  };
}

/** Leaves for an address of this site as a whole new page, whatever is not saved here. */
export function leaveUnasked(path: string): void {
  // For good: this page goes, and until it has gone nothing in it may hold that up.
  isAgreed = true;
  window.location.replace(path);
}

function follow(link: HTMLAnchorElement): void {
  isAgreed = true;
  try {
    link.click();
  } finally {
    isAgreed = false;
  }
}

function traverse(key: string): void {
  isAgreed = true;
  void Promise.resolve(window.navigation.traverseTo(key).committed)
    .catch(() => undefined)
    .finally(() => {
      isAgreed = false;
    });
}

/** A click that opens the link here, and no download. */
function isPlain(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  return link.target !== "_blank" && !link.hasAttribute("download");
}

/** Where an address of this site leads; null: to another site, which the browser asks about, or to a place here. */
function leadsAway(url: string, asksWithin: boolean): string | null {
  const { origin, pathname, search, hash } = new URL(url);
  const isHere = pathname === location.pathname && (!asksWithin || search === location.search);
  if (origin !== location.origin || isHere) return null;
  return pathname + search + hash;
}
