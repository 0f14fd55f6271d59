"use client";
import { Plus, ScrollText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { SpeechAbilities } from "@/lib/speech-abilities";
import { parseVoiceId } from "@/lib/voices";
import { BuiltinDetail } from "./builtin-detail";
import type { BuiltinVoiceView } from "./builtin-voice";
import { DraftsNotice } from "./drafts-notice";
import { type EndingVoice, EndVoiceDialog } from "./end-voice-dialog";
import { ProfileDetailPane } from "./profile-detail-pane";
import { ProfileList } from "./profile-list";
import { useVoices } from "./use-voices";
import { useVoicesUrl } from "./use-voices-url";
import { VoiceFilterBar } from "./voice-filter-bar";

interface VoiceProfileManagerProps {
  builtin: readonly BuiltinVoiceView[];
  speech: SpeechAbilities;
  /** The voices that speak in the person's next turns, as lib/voices writes them. */
  inUse: readonly string[];
  /** May attach written consents and decide about spoken ones. */
  isAdmin: boolean;
}

/** The library of voices: list and detail side by side on wide screens, one after the other on phones. */
export function VoiceProfileManager({ builtin, speech, inUse, isAdmin }: VoiceProfileManagerProps) {
  const t = useTranslations("voices");
  const url = useVoicesUrl();
  const voices = useVoices();
  const [ending, setEnding] = useState<EndingVoice | null>(null);
  const { selected, hrefOf, choose } = url;
  const chosen = selected === null ? null : parseVoiceId(selected);
  const chosenBuiltin = builtin.find(({ id }) => id === selected);
  const close = { backHref: hrefOf(null), onBack: () => choose(null) };
  return (
    <div className="flex h-full">
      <h1 className="sr-only">{t("title")}</h1>
      <section
        aria-label={t("listLabel")}
        className={cn(
          "flex min-w-0 flex-1 flex-col",
          selected && "hidden md:flex md:w-96 md:flex-none md:border-r xl:w-[26rem]",
        )}
      >
        <header className="shrink-0 space-y-3 px-4 pt-4 pb-3 md:px-6 md:pt-6">
          <div className="flex items-center gap-2">
            <p aria-hidden className="flex-1 font-semibold text-lg tracking-tight">
              {t("title")}
            </p>
            <Button asChild className="pointer-coarse:h-11">
              <Link href="/voice-profiles/new" prefetch={false}>
                <Plus aria-hidden />
                {t("add")}
              </Link>
            </Button>
          </div>
          <VoiceFilterBar {...url} isNarrow={selected !== null} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 md:px-6">
          {!speech.canClone && (
            <Alert className="mb-4">
              <p>{t("cannotClone")}</p>
            </Alert>
          )}
          <DraftsNotice />
          <ProfileList voices={voices} builtin={builtin} url={url} inUse={inUse} />
          <p className="mt-6 text-sm">
            <Link
              href="/voice-profiles/certificates"
              prefetch={false}
              className="inline-flex items-center gap-1.5 rounded-md text-muted-foreground underline-offset-4 hover:text-foreground hover:underline"
            >
              <ScrollText aria-hidden className="size-4" />
              {t("certificates.all")}
            </Link>
          </p>
        </div>
      </section>
      {selected && (
        <section aria-label={t("detailLabel")} className="min-w-0 flex-1 overflow-y-auto">
          {chosen?.kind === "profile" ? (
            <ProfileDetailPane
              key={chosen.profileId}
              profileId={chosen.profileId}
              speech={speech}
              isInUse={inUse.includes(selected)}
              isAdmin={isAdmin}
              end={setEnding}
              {...close}
            />
          ) : (
            <BuiltinDetail
              key={selected}
              voice={chosenBuiltin ?? null}
              speech={speech}
              isInUse={inUse.includes(selected)}
              {...close}
            />
          )}
        </section>
      )}
      {ending && <EndVoiceDialog ending={ending} onEnded={() => choose(null)} close={() => setEnding(null)} />}
    </div>
  );
}
