"use client";
import { useTranslations } from "next-intl";
import { actionValue } from "@/app/action-answer";
import { Segmented } from "@/components/ui/segmented";
import type { ProfileVisibility } from "@/lib/voice-profiles/profile";
import type { ProfileView } from "@/lib/voice-profiles/views";
import { Refused } from "../refused";
import { useOneAtATime } from "../use-one-at-a-time";
import { changeVisibilityAction } from "./actions";
import { useVoicesChanged } from "./use-voices";

/** Who may speak with the voice; a change holds at once. */
export function VisibilityChoice({ profile }: { profile: ProfileView }) {
  const t = useTranslations("voices.visibility");
  const changed = useVoicesChanged();
  const change = useOneAtATime({
    mutationFn: (visibility: ProfileVisibility) =>
      actionValue(changeVisibilityAction({ profileId: profile.id, visibility })),
    onSettled: changed,
  });
  const shown = change.isPending ? change.variables : profile.visibility;
  return (
    <div aria-busy={change.isPending} className="max-w-sm">
      <Segmented
        label={t("label")}
        value={shown}
        options={[
          ["private", profile.is_own ? t("private") : t("privateOf", { owner: profile.owner })],
          ["house", t("house")],
        ]}
        choose={(visibility) => change.mutate(visibility)}
      >
        {t(shown === "house" ? "houseHint" : "privateHint")}
      </Segmented>
      <Refused className="mt-2" error={change.error} />
    </div>
  );
}
