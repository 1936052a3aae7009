//! A key of the Windows registry as plain data, so that its readers run on every system.

/// The values of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryKey {
    /// Name and value, in any order.
    pub values: Vec<(String, RegistryValue)>,
    /// Why the key could not be read; none also when it does not exist.
    pub unreadable: Option<String>,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryValue {
    /// `REG_DWORD` or `REG_QWORD`.
    Number(u64),
    /// `REG_SZ` or `REG_EXPAND_SZ`.
    Text(String),
    /// `REG_BINARY`.
    Bytes(Vec<u8>),
    /// Another type, or a value that could not be read.
    Other,
}

impl RegistryKey {
    /// The value of this name, in any case of letters.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RegistryValue> {
        self.values.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A number; scripts also store it as text.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            RegistryValue::Number(number) => Some(*number),
            RegistryValue::Text(text) => text.trim().parse().ok(),
            RegistryValue::Bytes(bytes) => {
                bytes.as_slice().try_into().ok().map(|bytes| u64::from(u32::from_le_bytes(bytes)))
            }
            RegistryValue::Other => None,
        }
    }

    /// A text that is not blank.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            RegistryValue::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Bytes.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        match self.get(name)? {
            RegistryValue::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}
