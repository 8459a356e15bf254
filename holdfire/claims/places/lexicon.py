"""Words that tell places in running text from everything else that is written with a capital, in three languages.

All are ordinary words of the languages, from general use; none is taken from a corpus. Arabic and Russian words are written as
``plain`` writes them.
"""

MONTHS_AND_DAYS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov"
    " dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun spring summer autumn"
    " fall winter easter christmas ramadan eid январь января март марта апрель май мая июнь июль август сентябрь октябрь ноябрь"
    " декабрь понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье".split()
)
COMMON = frozenset(
    "a about above according across act action after again against age air all almost along already also although always america's among"
    " an and another any apart april are area army around art as ask association at away back bad bank bar bay be beach because before"
    " best better big bill black blue board body book both bridge brown but buy by call camp can canal cap care case castle center central"
    " centre chair change chapel chief church city class clear clinton close club coast college commission committee common company"
    " congress cool corner council country county court cross crown dale date day dean deal democrat democrats department director district"
    " division do door down driver drive early east eastern easy education edge end enterprise even every experience express fair faith"
    " father field fight file fire first five flag force forest forward four free freedom french friendship front full future gate general"
    " get go god gold good government grand grant great green ground group guide hall hand harmony he head health here hero high hill his"
    " holiday home hope hospital hot house how i ice if imperial in independence independent industry inn institute international is island"
    " it item its judge just justice king kings lake land large last late law lead league let liberty life light like line little live long"
    " look loop lord low main man many march marina mark market master me media medical meeting men mercury middle mill mine minister model"
    " more most mother mount mr mrs much museum my name nation national native nature near need new news next nice nine no normal north"
    " northern not note now nine o of off office officer official oil ok old on one only open or orange orient other our out over own page"
    " park part parts party past peace people pine place plain plan play plaza point police pool poor port post power prairie president"
    " press prince progress public quality queen question radio railroad range reading real red reform region republic republican"
    " republicans rest right ring rise river road rock rose round rule running same school science sea second section senate senator"
    " service seven she shore short sign silver since sir site six so social society some son south southern speaker spirit spring"
    " standard star start state states station still stone stop story street strong such sun sunrise super sure surprise system table"
    " tax team ten than that the their them then there these they thing this those though three through time times to today top total"
    " tower town trade traffic treaty trust try two under union unit unity university up upper us valley van very vice victory view"
    " village volunteer wall wants war watch water way we well west western what when where which while white who why will wing winner"
    " with women wonder wood woods word work world year yes yet you young your youth zone".split()
)
"""English words that are also names of small places somewhere. Matched without regard to capitals, for names of one word only."""
FIRST_NAMES = frozenset(
    "aaron abdel abdul abdullah abigail abraham abu adam adel adrian ahmad ahmed aisha alan albert alejandro aleksandr alex alexander alexei"
    " alfred ali alice allen allison amanda amir amy ana andre andrea andrei andrew angela angelina anita ann anna anne anthony antonio"
    " arthur ashley ayman barack barbara bashar ben benjamin bernard beth betty bill billy bob bobby brad bradley brandon brenda brian bruce"
    " bryan carl carlos carol caroline catherine charles charlie charlotte chelsea cheryl chris christian christina christine christopher"
    " cindy claire clarence claude craig crystal cynthia daniel daniela danny darren dave david dean deborah debra denise dennis derek diana"
    " diane dick dmitry don donald donna doris dorothy doug douglas dylan earl ed eddie edgar edward edwin elena eli elizabeth ellen emily"
    " emma eric erica erin ernest eugene eva evelyn fatima felix fernando florence frances francis francisco frank franklin fred frederick"
    " gabriel gary gavin gene geoffrey george gerald gerard gilbert gina gloria gordon grace graham greg gregory hamza harold harry hassan"
    " heather hector helen henry herbert hillary holly howard hugh hussein ian ibrahim igor irene irina isaac isabel ivan jack jackie jacob"
    " jacqueline jake james jamie jan jane janet janice jared jason jay jean jeff jeffrey jennifer jeremy jerome jerry jesse jessica jesus"
    " jill jim jimmy joan joanne joe joel john johnny jon jonathan jordan jorge jose joseph josh joshua joyce juan judith judy julia julian"
    " julie justin karen karl kate katherine kathleen kathryn kathy katie keith kelly ken kenneth kent kevin khaled khalid kim kofi kyle"
    " larry laura lauren laurence lawrence lee leo leon leonard leslie lewis linda lindsay lisa lloyd logan lorraine louis louise lucas lucy"
    " luis luke lynn madison mahmoud marc marcus margaret maria marie marilyn mario marion mark marlene marshall martha martin marvin mary"
    " matt matthew maurice max megan melanie melissa melvin michael michel michelle miguel mike mikhail mitchell mohamed mohammad mohammed"
    " molly monica morgan muhammad mustafa nadia nancy natalie natasha nathan neil nicholas nick nicole nikolai noah nora norma norman"
    " oleg olga oliver omar oscar osama pamela patricia patrick paul paula pedro peggy penny peter phil philip phillip phyllis rachel ralph"
    " ramon randall randy raul ray raymond rebecca regina rex ricardo richard rick ricky rita rob robert roberto robin rodney roger roland"
    " ron ronald rosa rose ross roy ruby russell ruth ryan saddam sally salman sam samantha samir samuel sandra sara sarah scott sean sergei"
    " sergey shane shannon sharon shawn sheila shirley sidney simon sonia sophia sophie stacy stan stanley stella stephanie stephen steve"
    " steven stuart sue susan suzanne sylvia tamara tara ted teresa terry theodore theresa thomas tiffany tim timothy tina todd tom tommy"
    " tony tracy travis trevor troy tyler valerie vanessa vera vernon veronica vicki victor victoria vincent viola virginia vivian vladimir"
    " walter wanda warren wayne wendy wesley whitney will william willie yasser yuri yvonne zachary zaid"
    " александр алексеи анатолии андреи анна борис вадим валентин валерии василии виктор виталии владимир вячеслав геннадии георгии"
    " григории денис дмитрии евгении елена иван игорь илья кирилл константин леонид максим мария михаил надежда наталья никита николаи"
    " олег ольга павел петр роман светлана сергеи степан татьяна федор юлия юрии барак башар джон стаффан реджеп".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady sen senator rep representative gov president chancellor minister king queen prince"
    " princess sheikh imam pope rev reverend father bishop judge justice sheriff chief officer detective sergeant sgt lt lieutenant capt"
    " captain col colonel maj major gen general brig commander admiral coach mayor director spokesman spokeswoman spokesperson secretary"
    " ambassador envoy attorney councilman councilwoman commissioner chairman chairwoman deputy superintendent doctor actor actress author"
    " господин г н президент премьер министр генерал полковник капитан маиор представитель глава посол спецпосланник"
    " الرئيس العميد اللواء العقيد المقدم الرائد النقيب الدكتور السيد الشيخ الوزير السفير الملك الامير".split()
)
SAYING = frozenset(
    "said says told added noted explained asked replied recalled testified believes thinks argued wrote conceded joked admitted laughed"
    " wondered insisted".split()
)
"""Verbs that a person does; countries and capitals may too, small towns do not."""
ORGANISATION = frozenset(
    "university college school high hospital medical center centre institute association society company corp corporation inc ltd llc bank"
    " times post herald tribune journal gazette chronicle news press daily telegraph observer mirror mail tv radio network observatory"
    " council committee commission party club fc united rovers team league conference festival police department office airlines airways"
    " museum library church cathedral temple foundation group bureau agency army navy coalition agreement accord treaty protocol summit"
    " declaration process talks stadium arena theater theatre hotel street st avenue ave boulevard blvd drive lane rd court ct"
    " highway parkway elementary middle academy ministry brigade division cup open marathon championship championships"
    " film orchestra symphony ballet opera zoo".split()
)
"""A place before one of these is part of the name of something else. Lower-case forms do not count."""
CUES = frozenset(
    "in at near from to of around outside inside into toward towards through throughout across between via over within beyond leaving"
    " reached entered visiting visited northern southern eastern western central downtown town city village suburb district province"
    " region capital state county country nearby neighboring neighbouring north south east west northeast northwest southeast southwest"
    " в во из под у к ко около близ возле районе раионе провинции городе города город поселке селе деревне области на под над до от"
    " севернее южнее восточнее западнее направлении окрестностях пригороде раиона"
    " في من الي علي قرب مدينه بلده قريه محافظه ريف حي منطقه بلدات قري مدن احياء شمال جنوب شرق غرب شمالي جنوبي شرقي غربي وسط داخل"
    " باتجاه نحو محيط اطراف جبهه مطار طريق بين قاعده مخيم معبر سهل جبل ناحيه ضواحي".split()
)
"""Words before a name that make it a place."""
LOWER_INSIDE = frozenset("of de del della di do da dos das du des la le les el al ad ar as ash at an az ez es er en et the and upon on sur am an der ul us".split())
"""Small words that may stand inside a name."""
FEATURES = frozenset("road highway corridor port airport crossing camp base airbase province governorate county district region oblast".split())
"""Small words that may end a name: "Castello road"."""
ROADS = frozenset("highway road motorway corridor route шоссе трасса трассе трассы дорога дороге дороги".split())
PREFIXES = ("وبال", "وب", "ول", "وال", "بال", "لل", "كال", "فال", "و", "ب", "ل", "ف", "ك")
"""What Arabic writes as part of the next word: and, in, to, so, like."""
STATE_ABBREVIATIONS = {
    **{"ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "colo": "CO", "conn": "CT", "del": "DE", "fla": "FL", "ga": "GA"},
    **{"ill": "IL", "ind": "IN", "kan": "KS", "ky": "KY", "la": "LA", "md": "MD", "mass": "MA", "mich": "MI", "minn": "MN"},
    **{"miss": "MS", "mo": "MO", "mont": "MT", "neb": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "pa": "PA", "tenn": "TN"},
    **{"tex": "TX", "va": "VA", "vt": "VT", "wash": "WA", "wis": "WI", "wyo": "WY", "n.h": "NH", "n.j": "NJ", "n.m": "NM"},
    **{"n.y": "NY", "n.c": "NC", "n.d": "ND", "r.i": "RI", "s.c": "SC", "s.d": "SD", "w.va": "WV", "d.c": "DC"},
}
"""Abbreviations of American states as newspapers write them behind a comma; two capital letters are taken as they are."""
ARABIC_COMMON = frozenset(
    "الباب السلام الحر النصر الوحده الشهداء الثوره الجمهوريه القلعه الميدان المزرعه المدينه السوق القريه البلد الجبل السهل الوادي البحر"
    " النهر الطريق المنطقه الشمال الجنوب الشرق الغرب سالم صالح خالد محمد احمد علي حسن حسين عمر عثمان ابراهيم يوسف موسي عيسي سعيد"
    " محمود مصطفي جمال كمال نبيل فهد سعد ناصر منصور بشار صدام جديد قديم كبير صغير مبارك رشيد امين كريم سليم حميد الحسين العربي"
    " الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت اليوم امس صباح مساء الامن الدفاع النقب حل بلد".split()
)
"""Arabic words and personal names that are also names of small places: taken only behind a word such as "town"."""
