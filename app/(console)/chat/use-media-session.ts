"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { recordedSides } from "@/lib/chat/recordings";
import { openSilentSound } from "@/lib/client/silent-sound";
import { useChat, useConversation } from "./chat-context";

/**
 * The keyboard's media keys and the system's media controls: pause and stop end the reply's sound, play plays the newest
 * one again. They show the product's name and nothing that was said.
 */
export function useMediaSession(): void {
  const t = useTranslations("chat.media");
  const chat = useChat();
  const isSounding = useConversation((state) => state.playingTurnId !== null || state.replay?.state === "playing");
  const newest = useConversation(({ turnIds, turns }) =>
    turnIds.findLast((turnId) => turns[turnId] && recordedSides(turns[turnId]).reply),
  );

  useEffect(() => {
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = new MediaMetadata({ title: t("title"), artist: "AVATAR", artwork });
    const stop = () => chat.interruptReply();
    session.setActionHandler("pause", stop);
    session.setActionHandler("stop", stop);
    session.setActionHandler("play", newest === undefined ? null : () => chat.playAgain(newest, "reply"));
    return () => {
      for (const action of ["pause", "stop", "play"] as const) session.setActionHandler(action, null);
      session.metadata = null;
    };
  }, [chat, newest, t]);

  useEffect(() => {
    if (!navigator.mediaSession) return;
    navigator.mediaSession.playbackState = isSounding ? "playing" : newest === undefined ? "none" : "paused";
    return isSounding ? openSilentSound() : undefined;
  }, [isSounding, newest]);
}

const artwork = [{ src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" }];
