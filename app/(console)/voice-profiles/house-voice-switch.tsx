"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { actionValue } from "@/app/action-answer";
import { Switch } from "@/components/ui/switch";
import type { ProfileView } from "@/lib/voice-profiles/views";
import { Refused } from "../refused";
import { useOneAtATime } from "../use-one-at-a-time";
import { chooseHouseVoiceAction } from "./actions";
import { useVoices, useVoicesChanged } from "./use-voices";

/** Lets the voice speak its language to whoever has chosen none; for administrators. */
export function HouseVoiceSwitch({ profile }: { profile: ProfileView }) {
  const t = useTranslations("voices.houseVoice");
  const id = useId();
  const changed = useVoicesChanged();
  const { data: voices } = useVoices();
  const speaks = voices?.find(
    ({ language, is_house_voice: isHouseVoice, state, visibility }) =>
      language === profile.language && isHouseVoice && state === "ready" && visibility === "house",
  );
  const change = useOneAtATime({
    mutationFn: (isDefault: boolean) =>
      actionValue(chooseHouseVoiceAction({ profileId: profile.id, isDefault, basedOn: speaks?.id ?? null })),
    onSettled: changed,
  });
  const isOn = change.isPending ? change.variables : profile.is_house_voice;
  return (
    <div className="mt-4 max-w-sm">
      <div className="flex items-center gap-3">
        <label htmlFor={id} className="flex-1 font-medium text-sm">
          {t("label")}
        </label>
        <Switch
          id={id}
          checked={isOn}
          aria-describedby={`${id}-hint`}
          onCheckedChange={(isDefault) => change.mutate(isDefault)}
        />
      </div>
      <p id={`${id}-hint`} className="mt-1 text-muted-foreground text-sm">
        {t("hint")}
      </p>
      <Refused className="mt-2" error={change.error} />
    </div>
  );
}
