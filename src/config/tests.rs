//! The settings' promises.

use std::fs;

use super::*;

fn from(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    load_from(
        None,
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn from_file(text: &str, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("settings.toml");
    fs::write(&path, text).unwrap();
    load_from(
        Some(&path),
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

#[test]
fn the_environment_overrides_the_file_and_the_file_the_defaults() {
    let text = "port = 1\nbody_limit = 7\n[mail]\nhost = \"a.example\"\nport = 2525";
    let settings = from_file(text, &[("YIWANG_PORT", "2"), ("YIWANG_MAIL__HOST", "b.example")]).unwrap();
    assert_eq!((settings.port, settings.body_limit, settings.mail.port), (2, 7, 2525));
    assert_eq!(settings.mail.host.as_deref(), Some("b.example"));
    assert_eq!(settings.host, "127.0.0.1");
}

#[test]
fn unknown_keys_and_variables_are_refused_by_name() {
    let refusal = from(&[("YIWANG_PROT", "1")]).unwrap_err().to_string();
    assert!(refusal.contains("prot"), "{refusal}");
    let refusal = from(&[("YIWANG_MAIL__HOTS", "x")]).unwrap_err().to_string();
    assert!(refusal.contains("hots"), "{refusal}");
    let refusal = from_file("[log]\nlevel = 3", &[]).unwrap_err().to_string();
    assert!(refusal.contains("level"), "{refusal}");
}

#[test]
fn values_that_do_not_fit_are_refused_by_name() {
    let refusal = from(&[("YIWANG_PORT", "many")]).unwrap_err().to_string();
    assert!(refusal.contains("port"), "{refusal}");
    assert!(from(&[("YIWANG_LOG__FORMAT", "xml")]).is_err());
    assert!(load_from(Some("/nowhere/at/all.toml".as_ref()), []).is_err());
}

#[test]
fn the_well_known_database_variables_are_heard() {
    let settings = from(&[
        ("DATABASE_URL", "postgres://a"),
        ("YIWANG_OWNER_DATABASE_URL", "postgres://b"),
    ])
    .unwrap();
    assert!(!settings.is_embedded() && settings.database.owner_url.is_some());
    assert!(
        from(&[("DATABASE_URL", "")]).unwrap().is_embedded(),
        "an empty variable counts as unset"
    );
}

#[test]
fn lists_are_written_either_way() {
    let expected = List(vec!["https://a.example".into(), "https://b.example".into()]);
    let written = from(&[("YIWANG_CORS__ALLOWED_ORIGINS", "https://a.example, https://b.example")]).unwrap();
    assert_eq!(written.cors.allowed_origins, expected);
    let text = "[cors]\nallowed_origins = [\"https://a.example\", \"https://b.example\"]";
    assert_eq!(from_file(text, &[]).unwrap().cors.allowed_origins, expected);
}

#[test]
fn services_are_named_in_the_file_or_the_environment() {
    let text = "[services.household]\nurl = \"https://a.example\"\nattempts = 2\nfields = [\"/name\"]\n[services.business-register]\nurl = \"https://c.example\"";
    let variables = [
        ("YIWANG_SERVICES__HOUSEHOLD__TIMEOUT_S", "3"),
        ("YIWANG_SERVICES__TAX__URL", "https://b.example"),
        ("YIWANG_SERVICES__TAX__IDENTITY", "true"),
    ];
    let services = from_file(text, &variables).unwrap().services.0;
    let household = &services["household"];
    assert_eq!((household.attempts, household.timeout_s), (2, 3));
    assert_eq!(household.fields.0, ["/name"]);
    assert_eq!(services["business-register"].url, "https://c.example");
    assert_eq!(
        (services["tax"].url.as_str(), services["tax"].identity),
        ("https://b.example", true)
    );
    assert!(from_file("[services.tax]\nurll = \"x\"", &[]).is_err());
}

#[test]
fn a_password_of_digits_stays_what_it_is() {
    use secrecy::ExposeSecret;
    let settings = from(&[("YIWANG_DEV_PASSWORD", "007")]).unwrap();
    assert_eq!(settings.dev_password.unwrap().expose_secret(), "007");
}

#[test]
fn no_secret_is_ever_printed() {
    let secrets = [
        "DATABASE_URL",
        "YIWANG_OWNER_DATABASE_URL",
        "YIWANG_DEV_PASSWORD",
        "YIWANG_MAIL__PASSWORD",
        "YIWANG_KEYS__DATA",
        "YIWANG_KEYS__INDEX",
        "YIWANG_KEYS__TOKEN",
        "YIWANG_DOCUMENTS__S3_ACCESS_KEY_ID",
        "YIWANG_DOCUMENTS__S3_SECRET_ACCESS_KEY",
        "YIWANG_SERVICES__HOUSEHOLD__TOKEN",
    ];
    let variables: Vec<_> = secrets.iter().map(|name| (*name, "hunter2")).collect();
    let printed = format!("{:?}", from(&variables).unwrap());
    assert!(!printed.contains("hunter2"), "{printed}");
    let unprinted = printed.matches("REDACTED").count();
    assert_eq!(
        unprinted,
        secrets.len(),
        "every secret is set and none is shown: {printed}"
    );
}

#[test]
fn the_reference_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, reference()).unwrap();
    }
    let page = fs::read_to_string(path).unwrap();
    assert!(
        page == reference(),
        "docs/configuration.md is out of date: UPDATE_DOCS=1 cargo test --lib config"
    );
}
