"""Acts: the words for what happened that provisions and claims share.

An agreement may add its own under ``acts:``; these are known everywhere. The attack words follow the lists in the
texts of 22 February and 9 September 2016; the access words follow OCHA's access monitoring framework (requests,
approvals, refusals, convoys, deliveries as events).
"""

ATTACKS = {
    "airstrike": "bombs, missiles or gunfire from aircraft",
    "shelling": "artillery, rockets or mortars",
    "sniper-fire": "aimed fire by a marksman",
    "small-arms-fire": "rifles and machine guns",
    "guided-missile": "an anti-tank or other guided missile from the ground",
    "explosive-device": "a mine, a car bomb or a planted charge",
    "clash": "an exchange of fire in which a source does not say who began",
    "attack-on-aid": "an attack on relief workers, convoys, warehouses or clinics",
    "attack-on-civilians": "force used on civilians, the means not told",
    "attack": "an attack, the means not told",
}
GROUND = {
    "ground-advance": "taking or trying to take ground",
    "presence": "forces, weapons or posts are in a place",
    "reinforcement": "fighters, weapons or supplies are brought in",
    "troop-movement": "forces or heavy weapons move",
    "fortification": "trenches, berms, posts or other works are built or strengthened",
    "mine-laying": "mines or charges are laid",
    "mine-clearing": "mines or charges are found, marked or cleared",
    "withdrawal": "forces or weapons pulled back",
    "withdrawal-reversed": "forces or weapons brought back after a withdrawal",
    "checkpoint-set-up": "an agreed checkpoint is staffed",
    "overflight": "a manned combat aircraft in the air, no strike told",
    "drone-flight": "an unmanned aircraft in the air, no strike told",
    "separation": "groups part from an excluded group",
    "occupation": "a place is taken and held",
    "siege": "a place is cut off",
}
FORCES = {
    "assembly": "fighters gather, register or stay at agreed sites",
    "assembly-left": "fighters leave agreed sites",
    "disarmament": "weapons are handed in, stored or destroyed",
    "demobilisation": "fighters are discharged or join a common force",
    "recruitment": "new fighters are taken on",
    "child-recruitment": "children are taken on or used",
    "arms-supply": "weapons or military means are brought to a party",
    "foreign-forces-leave": "foreign forces, advisers or fighters leave",
}
ACCESS = {
    "aid-request": "permission to deliver is asked for",
    "aid-approval": "permission to deliver is given",
    "aid-blocked": "aid is refused, stopped, turned back or left without papers",
    "aid-delivery": "aid reaches people",
    "market-supplied": "people find food and goods to buy",
    "market-empty": "people find no food or goods to buy",
    "obstruction": "people or civil traffic are kept from passing",
    "passage": "people or civil traffic pass",
    "return-home": "displaced people go back",
    "displacement": "people are driven or kept from home",
    "evacuation": "people, wounded or fighters are taken out",
    "service-restored": "water, power, pay or another service works again",
    "service-cut": "water, power, pay or another service is cut",
}
SAFEKEEPING = {
    "arrest": "a person is detained",
    "abduction": "a person is taken or held hostage",
    "release": "detained persons are set free",
    "remains-returned": "the dead are handed over",
    "looting": "property is taken or destroyed",
    "hostile-words": "incitement, threats or hostile propaganda",
    "cyber-attack": "computers, networks or data are attacked, cut or jammed",
    "monitoring": "someone looks: a post, a patrol, a camera",
    "monitors-restricted": "someone is kept from looking",
    "sensor-outage": "a camera, a sensor or the line to it is out, whoever is to blame",
    "information-exchange": "the sides exchange data or hold the meetings agreed",
}
STEPS = {
    "notification": "the other side or a body is told, as agreed",
    "response": "one who was told answers",
    "complaint": "a breach is laid before a body",
    "inquiry": "a body looks into a case",
    "correction": "a breach is put right",
    "meeting": "a body or the parties meet",
    "report": "a body reports, as agreed",
    "appointment": "somebody is named to a post or a body",
    "body-set-up": "an agreed body begins its work",
    "payment": "money is paid",
    "law-adopted": "a law, decree or resolution is adopted",
    "vote-held": "an election or referendum is held",
}
"""What procedures, bodies and politics do: acts without a victim."""
ACTS: dict[str, str] = {**ATTACKS, **GROUND, **FORCES, **ACCESS, **SAFEKEEPING, **STEPS}

AIMED = frozenset({*ATTACKS, "arrest", "abduction", "looting", "cyber-attack", "aid-blocked"})
"""Acts done to somebody: where it is not told to whom, what a clause that shields some makes of them is in doubt."""
