"use client";
import { useState } from "react";
import { type Purpose, purposes } from "@/lib/consent/purposes";
import type { ProfileDetail } from "@/lib/voice-profiles/views";
import { PurposeChoice } from "../purpose-choice";
import { useVoicesChanged } from "../use-voices";
import { ConsentCeremony } from "./consent-ceremony";

/** The spoken consent to a voice that was saved without one. It stays to show its outcome, which ends the waiting. */
export function GiveConsent({ profile }: { profile: ProfileDetail }) {
  const [purpose, setPurpose] = useState<Purpose | string>(purposes[0]);
  const [isOver, setOver] = useState(false);
  const changed = useVoicesChanged();
  if (profile.state !== "waiting" && !isOver) return null;
  return (
    <ConsentCeremony
      profileId={profile.id}
      language={profile.language}
      purpose={purpose.trim().length < 2 ? null : purpose.trim()}
      onOutcome={(outcome) => {
        setOver(outcome === "match" || outcome === "unsure");
        void changed();
      }}
    >
      <PurposeChoice value={purpose} choose={setPurpose} />
    </ConsentCeremony>
  );
}
