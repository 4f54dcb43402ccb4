//! The tables as Diesel knows them.
//!
//! Written from the live database by the schema test (`UPDATE_SCHEMA=1 cargo test schema`), which also fails when the two differ.
#![expect(missing_docs, reason = "the migrations document every table and column")]

diesel::table! {
    account (id) {
        id -> Uuid,
        kind -> Text,
        role -> Text,
        login -> Nullable<Text>,
        name -> Bytea,
        credit_code -> Nullable<Text>,
        citizen_id -> Nullable<Bytea>,
        citizen_id_index -> Nullable<Bytea>,
        phone -> Nullable<Bytea>,
        phone_index -> Nullable<Bytea>,
        email -> Nullable<Bytea>,
        email_index -> Nullable<Bytea>,
        password_hash -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
        contact_phone -> Nullable<Bytea>,
        contact_phone_index -> Nullable<Bytea>,
        contact_email -> Nullable<Bytea>,
    }
}

diesel::table! {
    application (id) {
        id -> Uuid,
        number -> Text,
        version -> BigInt,
        head_hash -> Bytea,
        item_code -> Text,
        item_version -> Integer,
        item_name -> Text,
        division -> Text,
        department -> Text,
        applicant_id -> Uuid,
        applicant_kind -> Text,
        applicant_masked -> Text,
        filed_by -> Uuid,
        channel -> Text,
        service -> Text,
        status -> Text,
        outcome -> Nullable<Text>,
        deemed_accepted -> Bool,
        state -> Jsonb,
        delivery -> Nullable<Jsonb>,
        subject -> Nullable<Bytea>,
        pickup_code -> Nullable<Text>,
        closing_note -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        accepted_on -> Nullable<Date>,
        promised_due_on -> Nullable<Date>,
        statutory_due_on -> Nullable<Date>,
        yellow_on -> Nullable<Date>,
        decided_at -> Nullable<Timestamptz>,
        completed_at -> Nullable<Timestamptz>,
        accepted_at -> Nullable<Timestamptz>,
        certificate -> Nullable<Text>,
        tab -> Text,
        kind -> Text,
        matter_id -> Nullable<Uuid>,
        matter_number -> Nullable<Text>,
        gaps -> Nullable<Jsonb>,
        result -> Nullable<Jsonb>,
    }
}

diesel::table! {
    application_document (owner_id, material, document_id) {
        owner_id -> Uuid,
        material -> Text,
        document_id -> Uuid,
        name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        attached_at -> Timestamptz,
    }
}

diesel::table! {
    application_form (owner_id) {
        owner_id -> Uuid,
        answers -> Jsonb,
        form -> Jsonb,
    }
}

diesel::table! {
    audit (owner_id, id) {
        owner_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        actor -> Nullable<Uuid>,
        role -> Nullable<Text>,
        action -> Text,
        result -> Text,
        department -> Nullable<Text>,
        request_id -> Nullable<Text>,
    }
}

diesel::table! {
    bar (owner_id, what) {
        owner_id -> Uuid,
        what -> Text,
        applicant_id -> Uuid,
        item_code -> Text,
        basis -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
        lifted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    bundle (code) {
        code -> Text,
        lead_department -> Text,
        division -> Text,
        current_version -> Nullable<Integer>,
        latest_version -> Integer,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    bundle_version (bundle_code, version) {
        bundle_code -> Text,
        version -> Integer,
        document -> Jsonb,
        pins -> Nullable<Jsonb>,
        content_hash -> Bytea,
        imported_at -> Timestamptz,
        published_at -> Nullable<Timestamptz>,
        published_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    calendar_generation (only_row) {
        only_row -> Bool,
        generation -> BigInt,
    }
}

diesel::table! {
    calendar_reprojection (year) {
        year -> Integer,
        generation -> BigInt,
        total -> Nullable<BigInt>,
        done -> BigInt,
        changed -> BigInt,
        reached -> Nullable<Uuid>,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    calendar_year (year) {
        year -> Integer,
        arrangement -> Jsonb,
        source -> Nullable<Text>,
        loaded_at -> Timestamptz,
        loaded_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    card (owner_id, colour) {
        owner_id -> Uuid,
        colour -> Text,
        due_on -> Date,
        issued_on -> Date,
        item_code -> Text,
        division -> Text,
        department -> Text,
    }
}

diesel::table! {
    catalogue_generation (only_row) {
        only_row -> Bool,
        generation -> BigInt,
    }
}

diesel::table! {
    certificate (owner_id, number) {
        owner_id -> Uuid,
        number -> Text,
        name -> Text,
        holder_id -> Uuid,
        department -> Text,
        issued_on -> Date,
        valid_until -> Nullable<Date>,
        state -> Text,
        replaced_by -> Nullable<Text>,
        ended_on -> Nullable<Date>,
        ended_by -> Nullable<Uuid>,
        ground -> Nullable<Text>,
    }
}

diesel::table! {
    clock_offset (only_row) {
        only_row -> Bool,
        micros -> BigInt,
    }
}

diesel::table! {
    consent (owner_id, number) {
        owner_id -> Uuid,
        number -> Integer,
        code -> Text,
        details -> Jsonb,
        named_at -> Timestamptz,
    }
}

diesel::table! {
    contact_change (id) {
        id -> Uuid,
        account_id -> Uuid,
        kind -> Text,
        value -> Nullable<Bytea>,
        value_index -> Nullable<Bytea>,
        previous -> Nullable<Bytea>,
        tries -> Integer,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    department (code) {
        code -> Text,
        division -> Text,
        document -> Jsonb,
        content_hash -> Bytea,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    division (code) {
        code -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        parent -> Nullable<Text>,
    }
}

diesel::table! {
    document (id) {
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        storage_key -> Text,
        uploaded_at -> Timestamptz,
        attached_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    event (owner_id, seq) {
        owner_id -> Uuid,
        seq -> BigInt,
        kind -> Text,
        schema -> SmallInt,
        at -> Timestamptz,
        actor -> Nullable<Uuid>,
        on_behalf_of -> Nullable<Uuid>,
        department -> Nullable<Text>,
        request_id -> Nullable<Text>,
        payload -> Text,
        prev_hash -> Bytea,
        hash -> Bytea,
    }
}

diesel::table! {
    idempotency (account_id, key) {
        account_id -> Uuid,
        key -> Text,
        method -> Text,
        path -> Text,
        body_hash -> Bytea,
        status -> SmallInt,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    item (code) {
        code -> Text,
        department -> Text,
        division -> Text,
        current_version -> Nullable<Integer>,
        latest_version -> Integer,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    item_version (item_code, version) {
        item_code -> Text,
        version -> Integer,
        document -> Jsonb,
        content_hash -> Bytea,
        imported_at -> Timestamptz,
        published_at -> Nullable<Timestamptz>,
        published_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    mandate (id) {
        id -> Uuid,
        principal -> Uuid,
        agent -> Uuid,
        items -> Nullable<Array<Text>>,
        valid_until -> Nullable<Date>,
        created_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    membership (account_id, department, post) {
        account_id -> Uuid,
        department -> Text,
        post -> Text,
        granted_at -> Timestamptz,
    }
}

diesel::table! {
    notice (owner_id, number) {
        owner_id -> Uuid,
        number -> Text,
        kind -> Text,
        event_seq -> BigInt,
        issued_on -> Date,
        issued_by -> Text,
        content -> Jsonb,
    }
}

diesel::table! {
    notification (account_id, id) {
        account_id -> Uuid,
        id -> Uuid,
        owner_id -> Uuid,
        kind -> Text,
        title_zh -> Text,
        title_en -> Text,
        body_zh -> Text,
        body_en -> Text,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    number_block (series) {
        series -> Text,
        next -> BigInt,
    }
}

diesel::table! {
    outbox (owner_id, id) {
        owner_id -> Uuid,
        id -> Uuid,
        topic -> Text,
        payload -> Jsonb,
        created_at -> Timestamptz,
        available_at -> Timestamptz,
        attempts -> Integer,
        lease_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    password_reset (id) {
        id -> Uuid,
        account_id -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    phrase (id) {
        id -> Uuid,
        department -> Text,
        post -> Text,
        kind -> Text,
        text -> Text,
        text_en -> Nullable<Text>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    quota_place (item_code, period, place) {
        item_code -> Text,
        period -> Integer,
        place -> Integer,
        owner_id -> Uuid,
        granted_on -> Date,
    }
}

diesel::table! {
    rating (owner_id, number) {
        owner_id -> Uuid,
        number -> SmallInt,
        grade -> SmallInt,
        tags -> Jsonb,
        comment -> Nullable<Bytea>,
        channel -> Text,
        rated_at -> Timestamptz,
    }
}

diesel::table! {
    recusal (owner_id, person) {
        owner_id -> Uuid,
        person -> Uuid,
        recused_on -> Date,
    }
}

diesel::table! {
    refresh_token (token_hash) {
        token_hash -> Bytea,
        session_id -> Uuid,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    remark (owner_id, event_seq) {
        owner_id -> Uuid,
        event_seq -> BigInt,
        text -> Text,
    }
}

diesel::table! {
    session (id) {
        id -> Uuid,
        account_id -> Uuid,
        created_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    task (owner_id, id) {
        owner_id -> Uuid,
        id -> Uuid,
        version -> BigInt,
        kind -> Text,
        node -> Nullable<Text>,
        department -> Text,
        post -> Text,
        status -> Text,
        holder -> Nullable<Uuid>,
        outcome -> Nullable<Text>,
        opinion -> Nullable<Text>,
        opened_at -> Timestamptz,
        due_on -> Nullable<Date>,
        yellow_on -> Nullable<Date>,
        closed_at -> Nullable<Timestamptz>,
        closed_by -> Nullable<Uuid>,
        resubmitted -> Bool,
        application_number -> Text,
        item_code -> Text,
        item_version -> Integer,
        item_name -> Text,
        applicant_id -> Uuid,
        applicant_masked -> Text,
        received_at -> Timestamptz,
        about -> Nullable<Uuid>,
        question -> Nullable<Text>,
        matter_id -> Nullable<Uuid>,
        matter_number -> Nullable<Text>,
    }
}

diesel::table! {
    task_draft (owner_id, task_id, account_id) {
        owner_id -> Uuid,
        task_id -> Uuid,
        account_id -> Uuid,
        content -> Bytea,
        saved_at -> Timestamptz,
    }
}

diesel::table! {
    third_party (owner_id, number, stage) {
        owner_id -> Uuid,
        number -> Integer,
        stage -> Text,
        on_day -> Date,
        details -> Jsonb,
    }
}

diesel::table! {
    timer (owner_id, kind, reference) {
        owner_id -> Uuid,
        kind -> Text,
        reference -> Text,
        fire_at -> Timestamptz,
        attempts -> Integer,
        lease_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<Timestamptz>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account,
    application,
    application_document,
    application_form,
    audit,
    bar,
    bundle,
    bundle_version,
    calendar_generation,
    calendar_reprojection,
    calendar_year,
    card,
    catalogue_generation,
    certificate,
    clock_offset,
    consent,
    contact_change,
    department,
    division,
    document,
    event,
    idempotency,
    item,
    item_version,
    mandate,
    membership,
    notice,
    notification,
    number_block,
    outbox,
    password_reset,
    phrase,
    quota_place,
    rating,
    recusal,
    refresh_token,
    remark,
    session,
    task,
    task_draft,
    third_party,
    timer,
);
