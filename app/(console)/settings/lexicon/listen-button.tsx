"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { type LexiconSampleRequest, lexiconSampleUrl } from "@/lib/lexicon-sample";
import { useSound } from "../../use-sound";
import { PlayButton } from "../../voice-profiles/play-button";

interface ListenButtonProps {
  sample: LexiconSampleRequest;
  /** The words, for the button's name. */
  name: string;
}

/** Plays how a voice says the entry. A page shows thousands, so each gets its sound at the first press. */
export function ListenButton({ sample, name }: ListenButtonProps) {
  const t = useTranslations("settings.lexicon");
  const [isPressed, setIsPressed] = useState(false);
  const sound = useSound(isPressed ? lexiconSampleUrl(sample) : null);
  const toggle = useRef(sound.toggle);
  toggle.current = sound.toggle;
  useEffect(() => {
    if (isPressed) toggle.current();
  }, [isPressed]);
  return (
    <>
      <PlayButton
        sound={{ state: sound.state, toggle: () => (isPressed ? sound.toggle() : setIsPressed(true)) }}
        label={t("listen", { name })}
        pauseLabel={t("stopListening", { name })}
        className="size-8"
      />
      <span role="status" className="text-danger text-xs empty:hidden">
        {sound.state === "failed" && t("listenFailed")}
      </span>
    </>
  );
}
