"use client";
import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";

interface VoiceLinkProps {
  name: string;
  href: string;
  onChoose: () => void;
}

/** The voice's name; a click anywhere on its card, apart from the buttons, opens its page. */
export function CardLink({ name, href, isChosen, onChoose }: VoiceLinkProps & { isChosen: boolean }) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // The list becomes one column when a voice's page opens beside it.
    if (isChosen) link.current?.closest("article")?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    <h3 className="font-medium text-sm">
      <a
        ref={link}
        href={href}
        aria-current={isChosen ? "true" : undefined}
        onClick={(event) => openHere(event, onChoose)}
        className="wrap-anywhere rounded-md after:absolute after:inset-0 after:rounded-md"
      >
        {name}
      </a>
    </h3>
  );
}

/** Leads to the place on its page where the voice says any sentence (trial/trial-panel). */
export function TryLink({ name, href }: Omit<VoiceLinkProps, "onChoose">) {
  const t = useTranslations("voices.try");
  const open = () => {
    window.history.pushState(null, "", `${href}#try`);
    // A page that is open already goes there, too; pushState alone tells it nothing.
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  };
  return (
    <Button asChild variant="outline" className="pointer-coarse:h-11">
      <a href={`${href}#try`} aria-label={t("label", { name })} onClick={(event) => openHere(event, open)}>
        {t("action")}
      </a>
    </Button>
  );
}

function openHere(event: MouseEvent, open: () => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open();
}
