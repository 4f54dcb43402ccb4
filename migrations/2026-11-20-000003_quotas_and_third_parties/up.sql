-- Which application has which of an item's limited places (Administrative Licensing Law art. 57). The primary key is what keeps a quota:
-- two grants cannot take the same place. Keyed by item, so it lies outside of what is distributed by application; it stays small.
create table quota_place (
    item_code text not null,
    period integer not null,
    place integer not null,
    owner_id uuid not null,
    granted_on date not null,
    primary key (item_code, period, place)
);
create index quota_place_by_owner on quota_place (owner_id);

-- Third parties with major interests (arts. 36, 47): that they were told, and what they said. Names, interests and statements are
-- encrypted; a row never changes.
create table third_party (
    owner_id uuid not null,
    number integer not null,
    stage text not null check (stage in ('told', 'heard')),
    on_day date not null,
    details jsonb not null,
    primary key (owner_id, number, stage)
);
