//! The reference page, written from the declarations.

use super::Settings;
use super::setting::Setting;

const HEAD: &str = "# Configuration

Settings come from the defaults, then a file, then the environment; later wins. The file is `--config FILE`, else the one named by
`YIWANG_CONFIG`, else `yiwang.toml` in the working directory. Unknown keys and unknown `YIWANG_*` variables are errors. Lists are arrays in the
file and comma-separated in the environment.

```toml
port = 8443

[mail]
host = \"smtp.city.example\"
```

is the same as `YIWANG_PORT=8443 YIWANG_MAIL__HOST=smtp.city.example`.

`DATABASE_URL` is another name of `YIWANG_DATABASE__URL`, `YIWANG_OWNER_DATABASE_URL` of `YIWANG_DATABASE__OWNER_URL`.
Without a database URL the server runs its own PostgreSQL under `data_dir`. PostgreSQL does not run as root: started
as root in a place such as `/root`, where its user may not go, the database itself is kept under `/var/lib/yiwang`, and
`data_dir/postgres.location` says where. Back up both.

This page is written from the program (`UPDATE_DOCS=1 cargo test --lib config`).

| Key | Variable | Default | Meaning |
|---|---|---|---|
";

/// The text of `docs/configuration.md`.
pub fn reference() -> String {
    let mut rows = Vec::new();
    Settings::default().describe("", "", &mut rows);
    rows.iter().fold(HEAD.to_owned(), |page, row| {
        let variable = format!("YIWANG_{}", row.key.replace('.', "__").to_uppercase());
        page + &format!(
            "| `{}` | `{variable}` | {} | {} |\n",
            row.key,
            row.default,
            row.doc.replace('|', "\\|")
        )
    })
}
