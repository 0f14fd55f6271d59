"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";

interface LeaveGuardProps {
  /** Something would be left behind. */
  isActive: boolean;
  /** There is a draft, which is found again. */
  hasDraft: boolean;
  discard: () => Promise<void>;
}

/** Asks before the page is left: by a link of this site in a dialog, by anything else as the browser does. */
export function LeaveGuard({ isActive, hasDraft, discard }: LeaveGuardProps) {
  const t = useTranslations("voices.leave");
  const common = useTranslations("common");
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
      event.stopPropagation();
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

  const leave = (path: string) => {
    setTarget(null);
    router.push(path as "/voice-profiles");
  };
  return (
    <Dialog open={target !== null} onOpenChange={(isOpen) => !isOpen && setTarget(null)}>
      <DialogContent closeLabel={common("close")}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription>{t(hasDraft ? "draftKept" : "nothingKept")}</DialogDescription>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="ghost" onClick={() => setTarget(null)}>
            {t("stay")}
          </Button>
          {hasDraft && (
            <Button variant="danger" onClick={() => void discard().then(() => target !== null && leave(target))}>
              {t("discard")}
            </Button>
          )}
          <Button onClick={() => target !== null && leave(target)}>{t(hasDraft ? "keep" : "leave")}</Button>
        </div>
      </DialogContent>
    </Dialog>
  );
}

/** Where a plain click on a link of this site leads, unless that is a place on this page or a download. */
function leadsAway(link: HTMLAnchorElement, event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  if (link.target === "_blank" || link.hasAttribute("download")) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || pathname === location.pathname) return null;
  return pathname + search + hash;
}
