//! What is handed in: the sample filings of the demo catalogue, and a page of PDF for each material.

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use crate::client::Call;
use crate::people::Person;
use crate::say;

/// How many files one upload takes.
const MOST_FILES: usize = 10;

/// A filing that is valid as it stands: item, answers, form and the materials it needs.
pub(crate) struct Sample {
    /// The item's code.
    pub(crate) item: String,
    /// Answers to its questions.
    pub(crate) answers: Value,
    /// The form.
    pub(crate) form: Value,
    /// The materials.
    pub(crate) materials: Vec<String>,
}

impl Sample {
    /// Reads a sample, with the phone of whoever files in it if they have one.
    pub(crate) fn read(text: &str, applicant: &Person) -> Result<Self> {
        let mut sample: Value = serde_json::from_str(text)?;
        if !applicant.phone.is_empty() {
            sample["form"]["contact_phone"] = json!(applicant.phone);
        }
        let materials = sample["materials"].as_array().into_iter().flatten();
        Ok(Self {
            item: sample["item"].as_str().unwrap_or_default().to_owned(),
            materials: materials.filter_map(|code| code.as_str().map(str::to_owned)).collect(),
            answers: sample["answers"].clone(),
            form: sample["form"].clone(),
        })
    }

    /// The body of `POST /applications`.
    pub(crate) fn filing(&self, documents: &Value, submit: bool) -> Value {
        json!({"item": self.item, "answers": self.answers, "form": self.form, "documents": documents, "submit": submit})
    }
}

/// Uploads a file for each material and says which is which, as a filing wants it.
pub(crate) async fn upload(applicant: &Person, materials: &[&str]) -> Result<Value> {
    let mut handed_in = Vec::new();
    for some in materials.chunks(MOST_FILES) {
        let files = some.iter().map(|code| (format!("{code}.pdf"), pdf(code))).collect();
        let uploaded = applicant.send(Call::upload("/documents", files)).await?.expect(201)?;
        for (at, code) in some.iter().enumerate() {
            uploaded.same(&format!("/data/{at}/media_type"), "application/pdf")?;
            let sha256 = uploaded.text(&format!("/data/{at}/sha256"))?;
            let short = sha256.get(..12).ok_or_else(|| anyhow!("no digest"))?;
            say::fact("文件 file", format!("{code}.pdf (sha256 {short}…)"));
            handed_in.push(json!({"material": code, "document": uploaded.at(&format!("/data/{at}/id"))?}));
        }
    }
    Ok(json!(handed_in))
}

/// A page of PDF with a few words on it.
fn pdf(words: &str) -> Vec<u8> {
    let drawing = format!("BT /F1 18 Tf 72 720 Td (Yiwang demo: {words}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut text = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(text.len());
        text += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let xref = text.len();
    text += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        text += &format!("{offset:010} 00000 n \n");
    }
    text += &format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
        objects.len() + 1
    );
    text.into_bytes()
}
