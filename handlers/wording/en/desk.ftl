# Why the desk cannot do what was asked; shared by all platforms.
editors-only = Only editors of this newsroom may do that.
trend-which = The trend of which pair of countries? For example: { $example }
date-unknown = I cannot read the date “{ $word }”. Write it like 2025-07-01.
quiet-unknown = Quiet hours are two times, such as 23:00-07:00.
outlet-language-unknown = No outlet here writes in “{ $language }”. I read { $known }.
own-form = Write a name, =, and what to look for: { $example }
own-name-long = A name has at most { $most } characters.
own-many = This chat has { $most } topics of its own already. Remove one first.
grammar-empty = What shall I look for? For example: Baku court +journalist kind:arrest severity>=3
grammar-quote = A quotation mark is not closed.
grammar-word = I cannot read this: { $word }
grammar-long = That is too much: at most { $most } words and fields.
grammar-sign = { $sign } stands before words, not before { $field }:.
grammar-field = I do not know “{ $word }”. Did you mean { $near }? A word with a colon goes into quotation marks.
grammar-kind = There is no kind “{ $word }”. Did you mean { $near }?
grammar-country = I do not know the country “{ $word }”. Write its code, such as AZ.
grammar-pair = “{ $word }” is no pair. Write it like AZ-RU.
grammar-outlet = I read no outlet “{ $word }”. Did you mean { $near }?
merge-impossible = These two cannot be merged: they are one already.
split-impossible = Name some reports of this event, not all of them.
missed-what = What did I miss? Send its link, best with its headline behind it.
letter-unknown = This undelivered alert is no longer there.
broadcast-what = Write the message behind the command.
