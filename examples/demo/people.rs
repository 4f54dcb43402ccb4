//! Citizens, companies and staff. Newcomers are made up anew in every run, so that the demo can be run again and again: ID numbers and credit
//! codes of the unassigned division 990101 with correct check digits, mail addresses at example.com.

use std::cell::RefCell;

use anyhow::Result;
use chrono::NaiveDate;
use rand::RngExt;
use serde_json::{Value, json};

use crate::client::{Api, Call, eventually};
use crate::reply::Reply;

/// Somebody who can sign in.
pub(crate) struct Person {
    api: Api,
    /// What they sign in with.
    pub(crate) login: String,
    password: String,
    token: RefCell<String>,
    /// Mobile number; empty for staff.
    pub(crate) phone: String,
    /// Mail address; empty for staff.
    pub(crate) email: String,
    /// The last four characters of ID number or credit code: the proof for `POST /progress`.
    pub(crate) proof: String,
}

impl Person {
    /// A citizen, freshly registered and signed in.
    pub(crate) async fn citizen(api: &Api, name: &str) -> Result<Self> {
        let id = citizen_id(1960);
        Self::register(
            api,
            json!({"kind": "natural_person", "name": name, "citizen_id": id}),
            &id,
        )
        .await
    }

    /// A company, freshly registered and signed in.
    pub(crate) async fn company(api: &Api, name: &str) -> Result<Self> {
        let code = credit_code();
        Self::register(
            api,
            json!({"kind": "legal_person", "name": name, "credit_code": code}),
            &code,
        )
        .await
    }

    async fn register(api: &Api, mut registration: Value, number: &str) -> Result<Self> {
        let phone = format!("1990{:07}", random(10_000_000));
        let email = format!("demo-{:010}@example.com", random(10_000_000_000));
        let password = format!("Demo-{:08}-pass", random(100_000_000));
        registration["phone"] = json!(phone);
        registration["email"] = json!(email);
        registration["password"] = json!(password);
        let reply = api.send(&Call::post("/accounts", registration), None).await?;
        // Sent twice because the first answer was lost: then the first was registered.
        if reply.attempts == 1 || reply.status != 409 {
            reply.expect(201)?;
        }
        let person = Self::sign_in(api, &phone, &password).await?;
        Ok(Self {
            phone,
            email,
            proof: number[number.len() - 4..].to_owned(),
            ..person
        })
    }

    /// Somebody with an account.
    pub(crate) async fn sign_in(api: &Api, login: &str, password: &str) -> Result<Self> {
        let person = Self {
            api: api.clone(),
            login: login.to_owned(),
            password: password.to_owned(),
            token: RefCell::default(),
            phone: String::new(),
            email: String::new(),
            proof: String::new(),
        };
        person.refresh().await?;
        Ok(person)
    }

    async fn refresh(&self) -> Result<()> {
        let credentials = json!({"login": self.login, "password": self.password});
        let session = self
            .api
            .send(&Call::post("/sessions", credentials), None)
            .await?
            .expect(201)?;
        self.token.replace(session.text("/access_token")?.to_owned());
        Ok(())
    }

    /// Sends a request in this person's name. Access tokens live for minutes: one that has expired is replaced.
    pub(crate) async fn send(&self, call: Call) -> Result<Reply> {
        let token = self.token.borrow().clone();
        let reply = self.api.send(&call, Some(&token)).await?;
        if reply.status != 401 {
            return Ok(reply);
        }
        self.refresh().await?;
        let token = self.token.borrow().clone();
        self.api.send(&call, Some(&token)).await
    }

    /// Reads an application.
    pub(crate) async fn application(&self, id: &str) -> Result<Reply> {
        self.send(Call::get(format!("/applications/{id}"))).await?.expect(200)
    }

    /// The message in this person's inbox about something that happened to an application.
    pub(crate) async fn told(&self, application: &str, kind: &str) -> Result<Value> {
        let kind = match kind.contains('.') {
            true => kind.to_owned(),
            false => format!("application.{kind}"),
        };
        let about = |message: &Value| message["kind"] == *kind && message["link"]["id"] == *application;
        eventually(&format!("the message {kind} in the inbox"), async || {
            Ok(self.messages().await?.into_iter().find(|message| about(message)))
        })
        .await
    }

    /// The messages in this person's inbox: all of them, as nobody is told more than a page in a story.
    pub(crate) async fn messages(&self) -> Result<Vec<Value>> {
        let call = Call::get("/notifications").with("limit", "100");
        let inbox = self.send(call).await?.expect(200)?;
        inbox.same("/next_cursor", Value::Null)?;
        Ok(inbox.list("/data")?.to_vec())
    }
}

/// Somebody old, as the clerk reads them off their card: nobody who has an account.
pub(crate) fn elder() -> Value {
    json!({"name": "陈示例", "citizen_id": citizen_id(1935)})
}

/// The ID number that a newborn is given, by its birth date and sex: the 17th digit is odd for boys.
pub(crate) fn baby(born: NaiveDate, female: bool) -> String {
    let serial = 2 * random(500) + u64::from(!female);
    id_number(&born.format("%Y%m%d").to_string(), serial)
}

/// GB 11643: division, birth date in the forty years from one, serial, check character. No child, so no guardian.
fn citizen_id(from: u64) -> String {
    let (year, month, day) = (from + random(40), 1 + random(12), 1 + random(28));
    id_number(&format!("{year:04}{month:02}{day:02}"), random(1000))
}

fn id_number(born: &str, serial: u64) -> String {
    let body = format!("990101{born}{serial:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = body
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}

/// GB 32100: registrar and kind (`91`), division, organisation code with its own check character (GB 11714), check character.
fn credit_code() -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |c: u8| ALPHABET.iter().position(|known| *known == c).unwrap_or_default();
    let organisation = format!("MA{:06}", random(1_000_000));
    // GB 11714 counts letters from A = 10, and its alphabet has all of them.
    let plain = |c: u8| usize::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' + 10 });
    let sum: usize = organisation
        .bytes()
        .zip([3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(c, weight)| plain(c) * weight)
        .sum();
    let check = match 11 - sum % 11 {
        10 => "X".to_owned(),
        11 => "0".to_owned(),
        digit => digit.to_string(),
    };
    let body = format!("91990101{organisation}{check}");
    let sum: usize = body
        .bytes()
        .scan(1, |weight, c| {
            let product = value(c) * *weight;
            *weight = *weight * 3 % 31;
            Some(product)
        })
        .sum();
    format!("{body}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
}

fn random(below: u64) -> u64 {
    rand::rng().random_range(0..below)
}
