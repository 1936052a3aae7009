//! A Windows HRESULT: 32 bits that name a facility and a code in it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An HRESULT, printed as `0x80072EE7`.
///
/// Layout: severity in bit 31, facility in bits 16 to 26, code in the low 16 bits (`[MS-ERREF]` 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HResult(pub u32);

const FACILITY_WIN32: u32 = 7;

impl HResult {
    /// The HRESULT of a Windows error number: `0x80070000` + number (`HRESULT_FROM_WIN32`).
    #[must_use]
    pub const fn from_win32(number: u16) -> Self {
        Self(0x8007_0000 + number as u32)
    }

    /// The HRESULT that BITS gives for an HTTP status: `0x80190000` + status (BITS Return Values).
    #[must_use]
    pub const fn from_http_status(status: u16) -> Self {
        Self(0x8019_0000 + status as u32)
    }

    /// The facility, 0 to 2047: who defined the code.
    #[must_use]
    pub const fn facility(self) -> u32 {
        (self.0 >> 16) & 0x7FF
    }

    /// The low 16 bits. Without the facility they mean nothing.
    #[must_use]
    pub const fn code(self) -> u32 {
        self.0 & 0xFFFF
    }

    /// The Windows error number inside, only when this is a failure of facility 7.
    #[must_use]
    pub const fn win32_number(self) -> Option<u32> {
        if self.0 >> 31 == 1 && self.facility() == FACILITY_WIN32 {
            Some(self.code())
        } else {
            None
        }
    }

    /// The same bits as logs print them in decimal, mostly negative.
    #[must_use]
    pub const fn signed(self) -> i32 {
        self.0.cast_signed()
    }
}

impl fmt::Display for HResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("0x{:08X}", self.0))
    }
}

impl Serialize for HResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HResult {
    /// From `0x` and eight hexadecimal digits.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.strip_prefix("0x")
            .filter(|digits| digits.len() == 8)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no code like 0x80072EE7")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_hresult_lead_to_each_other() {
        let hresult = HResult::from_win32(12007);
        assert_eq!(hresult.to_string(), "0x80072EE7");
        assert_eq!(hresult.signed(), -2_147_012_889);
        assert_eq!(hresult.win32_number(), Some(12007));
    }

    #[test]
    fn the_low_bits_of_another_facility_are_no_number() {
        assert_eq!(HResult(0x8019_2EE7).win32_number(), None);
        assert_eq!(HResult(0x0007_2EE7).win32_number(), None, "a success is no error");
    }
}
