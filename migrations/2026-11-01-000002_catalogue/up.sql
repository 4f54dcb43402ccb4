-- The catalogue: small reference tables, read from an in-memory snapshot.
create table division (
    code text primary key,
    name text not null,
    name_en text,
    parent text
);

create table department (
    code text primary key,
    division text not null,
    document jsonb not null,
    content_hash bytea not null,
    updated_at timestamptz not null
);

-- `current_version` is the published one, `latest_version` may be a draft above it.
create table item (
    code text primary key,
    department text not null,
    division text not null,
    current_version integer,
    latest_version integer not null,
    updated_at timestamptz not null
);

-- A published version never changes again.
create table item_version (
    item_code text not null references item (code),
    version integer not null,
    document jsonb not null,
    content_hash bytea not null,
    imported_at timestamptz not null,
    published_at timestamptz,
    published_by uuid,
    primary key (item_code, version)
);

-- Counts publications, so that an instance sees whether its snapshot is the latest.
create table catalogue_generation (
    only_row boolean primary key default true check (only_row),
    generation bigint not null
);
insert into catalogue_generation (generation) values (0);
