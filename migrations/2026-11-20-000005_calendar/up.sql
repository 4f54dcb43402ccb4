-- Years of the working-day calendar loaded later; each overrides what ships with the program.
create table calendar_year (
    year integer primary key,
    arrangement jsonb not null,
    source text,
    loaded_at timestamptz not null,
    loaded_by uuid
);

-- Counts loads, so that an instance sees whether its calendars are the latest.
create table calendar_generation (
    only_row boolean primary key default true check (only_row),
    generation bigint not null
);
insert into calendar_generation (generation) values (0);

-- How far the open due dates have been computed again after a year was loaded. Loading it again begins anew, under the new generation;
-- `reached` is the last application done.
create table calendar_reprojection (
    year integer primary key,
    generation bigint not null,
    total bigint,
    done bigint not null default 0,
    changed bigint not null default 0,
    reached uuid,
    started_at timestamptz not null,
    finished_at timestamptz
);

-- What a calendar can still move.
create index application_open on application (id)
    where status in ('submitted', 'awaiting_supplement', 'in_review', 'suspended', 'decided');
