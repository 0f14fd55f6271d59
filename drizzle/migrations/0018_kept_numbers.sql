CREATE TABLE `metric_counts` (
	`step_s` integer NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`of` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`step_s`, `kind`, `at`, `of`)
);
--> statement-breakpoint
CREATE TABLE `metric_gauges` (
	`step_s` integer NOT NULL,
	`at` integer NOT NULL,
	`gauge` text NOT NULL,
	`of` text NOT NULL,
	`readings` integer NOT NULL,
	`sum` real NOT NULL,
	`max` real NOT NULL,
	PRIMARY KEY(`step_s`, `at`, `gauge`, `of`)
);
--> statement-breakpoint
CREATE TABLE `metric_progress` (
	`id` integer PRIMARY KEY NOT NULL,
	`counted_up_to` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `metric_sketches` (
	`split` text NOT NULL,
	`stage` text NOT NULL,
	`hour` integer NOT NULL,
	`value` text NOT NULL,
	`sketch` blob NOT NULL,
	PRIMARY KEY(`split`, `stage`, `hour`, `value`)
);
--> statement-breakpoint
CREATE TABLE `metric_turns` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`error_code` text,
	`mode` text NOT NULL,
	`voice` text NOT NULL,
	`stt_model` text,
	`llm_model` text,
	`tts_model` text,
	`sessions` integer,
	`stages` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `metric_turns_at_idx` ON `metric_turns` (`at`);