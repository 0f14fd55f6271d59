CREATE TABLE `alert_incidents` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text,
	`value` real,
	`worst` real,
	`threshold` real,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	`end` text,
	`told_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_incidents_open_unique` ON `alert_incidents` (`kind`,`subject`) WHERE "alert_incidents"."closed_at" IS NULL;--> statement-breakpoint
CREATE INDEX `alert_incidents_opened_idx` ON `alert_incidents` (`opened_at`);--> statement-breakpoint
CREATE TABLE `alert_silences` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text,
	`reason` text NOT NULL,
	`by_user_id` integer NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alert_silences_until_idx` ON `alert_silences` (`until_at`);--> statement-breakpoint
CREATE TABLE `degradation_steps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`level` text NOT NULL,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `degradation_steps_at_idx` ON `degradation_steps` (`at`);