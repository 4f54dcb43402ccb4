-- Bundles (一件事), versioned and published like items. `current_version` is the published one, `latest_version` may be a draft above it.
create table bundle (
    code text primary key,
    lead_department text not null,
    division text not null,
    current_version integer,
    latest_version integer not null,
    updated_at timestamptz not null
);

-- A published version never changes again. `pins` names the version of each member item it was checked with, and that is filed under.
create table bundle_version (
    bundle_code text not null references bundle (code),
    version integer not null,
    document jsonb not null,
    pins jsonb,
    content_hash bytea not null,
    imported_at timestamptz not null,
    published_at timestamptz,
    published_by uuid,
    primary key (bundle_code, version)
);
