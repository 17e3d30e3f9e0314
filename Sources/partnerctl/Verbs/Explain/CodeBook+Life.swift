/// Codes of the life of a partnership: suspending, resuming, ending, going live.
extension CodeBook {
  static let life = [
    entry(
      "BR830", "nobody begins to charge",
      "The partnership is suspended or being ended, so that no driver is let in. A session that goes on can be stopped all the same. `partnerctl resume ID` ends a suspension."
    ),
    entry(
      "BR831", "all of it is suspended",
      "Everything was suspended at once, so a module of it cannot be resumed alone. Resume everything, then suspend by name what is to rest on."
    ),
    entry(
      "BR832", "module suspended",
      "Nothing of this module is pulled or pushed until `partnerctl resume ID`. What waits stays in the outbox."
    ),
    entry(
      "BR833", "suspended by its file",
      "The partner file says `status = \"suspended\"`. A person or the file may suspend, and either of the two suffices: `resume` ends what `suspend` began, the file is changed by hand or by review."
    ),
    entry(
      "BR834", "being ended",
      "`partnerctl offboard` has begun: drivers are kept out and the rest follows by itself. `--status` shows the step, `--cancel` calls it off as long as the credentials stand."
    ),
    entry(
      "BR835", "too late to call off",
      "The DELETE of the credentials is on its way or done. Let it end; `partnerctl offboard ID --cancel` then forgets the end, and `register` or `invite` begins anew."
    ),
    entry(
      "BR836", "has ended",
      "The partnership was ended in order and its archive is written. `partnerctl offboard ID --cancel` forgets that, then `register` or `invite` begins anew."
    ),
    entry(
      "BR837", "versions could not be learned",
      "`init --from-url` asks the address for its versions and could not read an answer: nobody is there, the token is refused, or what came is no list of versions. Nothing was written."
    ),
    entry(
      "BR838", "no data sheet",
      "`init --from-datasheet` takes what `partnerctl datasheet` writes, as TOML or JSON: `name`, the roles, the versions URL. Nothing was written."
    ),
    entry(
      "BR839", "defaults not written",
      "`activate --write` puts values into sections that have a header of their own, such as `[settlement]`. A section in one line, or of dotted keys, is left to people: `partnerctl show ID --effective` names the values. Nothing was written."
    ),
    entry(
      "BR840", "money left to a default",
      "Something about money is in force because nobody wrote otherwise. `partnerctl activate ID --write` puts it into the file, below a mark for those who sign; the terms stay what they were."
    ),
  ]
}
