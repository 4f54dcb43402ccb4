-- A matter (一件事办件) is an application for a bundle; its members name it. `gaps` is what was found missing of a member and is told with
-- the gaps of the others, `result` what the decision states beside its outcome (sensitive values are encrypted envelopes).
alter table application
    add column kind text not null default 'application' check (kind in ('application', 'matter')),
    add column matter_id uuid,
    add column matter_number text,
    add column gaps jsonb,
    add column result jsonb;
create index application_by_matter on application (matter_id) where matter_id is not null;

alter table task
    add column matter_id uuid,
    add column matter_number text;

-- The applicant's grade after the end (好差评): the first, and one more. What was written is encrypted; who rated is not kept here.
create table rating (
    owner_id uuid not null references application (id),
    number smallint not null check (number in (1, 2)),
    grade smallint not null check (grade between 1 and 5),
    tags jsonb not null,
    comment bytea,
    channel text not null,
    rated_at timestamptz not null,
    primary key (owner_id, number)
);
