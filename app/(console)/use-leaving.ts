"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

/**
 * Holds a person back who leaves the page while `isActive`: by a link of this site, which `target` then names, or by
 * anything else, where the browser itself asks.
 */
export function useLeaving(isActive: boolean) {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);

  useEffect(() => {
    if (!isActive) return;
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      const path = link instanceof HTMLAnchorElement ? leadsAway(link, event) : null;
      if (path === null) return;
      event.preventDefault();
      // Neither the link's own listener nor that of another unsaved form: one question is enough.
      event.stopImmediatePropagation();
      setTarget(path);
    };
    window.addEventListener("beforeunload", onBeforeUnload);
    // Before the links' own listeners.
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onBeforeUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [isActive]);

  return {
    target,
    stay: () => setTarget(null),
    leave() {
      setTarget(null);
      if (target !== null) router.push(target as "/chat");
    },
  };
}

/** Where a plain click on a link of this site leads, unless that is a place on this page or a download. */
function leadsAway(link: HTMLAnchorElement, event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  if (link.target === "_blank" || link.hasAttribute("download")) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || pathname === location.pathname) return null;
  return pathname + search + hash;
}
