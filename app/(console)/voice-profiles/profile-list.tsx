"use client";
import { AudioLines, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Skeleton } from "@/components/ui/skeleton";
import { formatVoiceId } from "@/lib/voices";
import { LoadFailed } from "../load-failed";
import { BuiltinCard } from "./builtin-card";
import type { BuiltinVoiceView } from "./builtin-voice";
import { ProfileCard } from "./profile-card";
import type { useVoices } from "./use-voices";
import type { useVoicesUrl } from "./use-voices-url";
import { isFiltered, matchingBuiltin, matchingProfiles } from "./voice-filters";

interface ProfileListProps {
  voices: ReturnType<typeof useVoices>;
  builtin: readonly BuiltinVoiceView[];
  url: ReturnType<typeof useVoicesUrl>;
  /** The voices that speak in the person's next turns. */
  inUse: readonly string[];
}

/** The voices that people brought, then those that come with the models, in all five states. */
export function ProfileList({ voices, builtin, url, inUse }: ProfileListProps) {
  const t = useTranslations("voices");
  const { filters, selected, hrefOf, choose, narrow } = url;
  const profiles = voices.data && matchingProfiles(voices.data, filters);
  const shownBuiltin = matchingBuiltin(builtin, filters);
  const cardOf = (id: string) => ({
    href: hrefOf(id),
    isChosen: id === selected,
    isInUse: inUse.includes(id),
    onChoose: () => choose(id),
  });

  if (isFiltered(filters) && profiles?.length === 0 && shownBuiltin.length === 0) {
    return (
      <MessagePage icon={SearchX} title={t("noMatchTitle")} body={t("noMatchBody")}>
        <Button variant="outline" onClick={() => narrow({ q: "", language: null, state: null })}>
          {t("clearFilters")}
        </Button>
      </MessagePage>
    );
  }
  return (
    <div className="grid gap-6">
      {filters.state !== "builtin" && (
        <Section title={t("broughtTitle")} count={profiles?.length ?? null}>
          {voices.isPending && <ListSkeleton />}
          {voices.errorCode && <LoadFailed title={t("loadFailed")} code={voices.errorCode} retry={voices.retry} />}
          {profiles && profiles.length > 0 && (
            <Cards isNarrow={selected !== null}>
              {profiles.map((profile) => {
                const id = formatVoiceId({ kind: "profile", profileId: profile.id });
                return <ProfileCard key={profile.id} profile={profile} {...cardOf(id)} />;
              })}
            </Cards>
          )}
          {voices.data?.length === 0 && <NoVoices />}
          {voices.data && voices.data.length > 0 && profiles?.length === 0 && (
            <p className="text-muted-foreground text-sm">{t("noneMatch")}</p>
          )}
        </Section>
      )}
      {shownBuiltin.length > 0 && (
        <Section title={t("builtin.title")} count={shownBuiltin.length}>
          <p className="-mt-1 mb-3 max-w-prose text-muted-foreground text-sm">{t("builtin.what")}</p>
          <Cards isNarrow={selected !== null}>
            {shownBuiltin.map((voice) => (
              <BuiltinCard key={voice.id} voice={voice} {...cardOf(voice.id)} />
            ))}
          </Cards>
        </Section>
      )}
    </div>
  );
}

/** Says what the page is for, and offers the next step. */
function NoVoices() {
  const t = useTranslations("voices");
  return (
    <div className="rounded-md border border-dashed">
      <MessagePage icon={AudioLines} heading="h3" title={t("emptyTitle")} body={t("emptyBody")}>
        <Button asChild>
          <Link href="/voice-profiles/new" prefetch={false}>
            {t("add")}
          </Link>
        </Button>
      </MessagePage>
    </div>
  );
}

function Section({ title, count, children }: { title: string; count: number | null; children: ReactNode }) {
  const t = useTranslations("common");
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-medium text-muted-foreground text-xs">
        {count ? t("counted", { name: title, count }) : title}
      </h2>
      {children}
    </section>
  );
}

function Cards({ isNarrow, children }: { isNarrow: boolean; children: ReactNode }) {
  return (
    <div className={cn("grid gap-3 sm:grid-cols-2 2xl:grid-cols-3", isNarrow && "md:grid-cols-1 2xl:grid-cols-1")}>
      {children}
    </div>
  );
}

function ListSkeleton() {
  const t = useTranslations("common");
  return (
    <div role="status" className="grid gap-3 sm:grid-cols-2 2xl:grid-cols-3">
      <span className="sr-only">{t("loading")}</span>
      {["first", "second"].map((place) => (
        <div key={place} className="delayed-appear grid gap-3 rounded-md border p-4">
          <Skeleton className="h-4 w-1/2" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-3 w-3/4" />
        </div>
      ))}
    </div>
  );
}
