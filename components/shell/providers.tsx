"use client";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { TooltipProvider } from "@/components/ui/tooltip";

interface ProvidersProps {
  /** The request's CSP nonce, for the script that sets the theme before the first paint. */
  nonce: string | undefined;
  children: ReactNode;
}

/** What every page needs around it in the browser, whoever looks at it: theme, tooltips. */
export function Providers({ nonce, children }: ProvidersProps) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <TooltipProvider delayDuration={300}>{children}</TooltipProvider>
    </ThemeProvider>
  );
}
